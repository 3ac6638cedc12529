// SPDX-License-Identifier: Apache-2.0

/**
 * Where uploads and new directories wait until they get their names, and what removes those that a killed server left.
 * Start at {@link io.fairlead.storage.local.upload.StagedFile}; {@link io.fairlead.storage.local.upload.Staging} is the
 * folder for what can't wait as a file.
 */
package io.fairlead.storage.local.upload;
