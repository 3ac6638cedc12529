// SPDX-License-Identifier: Apache-2.0

/**
 * The examples of {@code docs/storage-howto.md}, {@code docs/authenticator-howto.md} and other pages, compiled and tested, so that the
 * pages stay true. Start at {@link io.fairlead.howto.ReportStorage}.
 */
package io.fairlead.howto;
