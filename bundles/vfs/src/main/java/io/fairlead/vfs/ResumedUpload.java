// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.io.OutputStream;

/**
 * An upload that may have been begun before, by {@link Fairlead#resumeUpload}.
 *
 * @param position how many bytes of the source are there already
 * @param rest takes those behind; closing it publishes the file, unless {@link Fairlead#abandon} was called
 */
public record ResumedUpload(long position, OutputStream rest) {}
