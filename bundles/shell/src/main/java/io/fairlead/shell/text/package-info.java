// SPDX-License-Identifier: Apache-2.0

/** Renders what there is as text, and does what an administrator asks for; start at {@link OperationsComponent}. */
package io.fairlead.shell.text;
