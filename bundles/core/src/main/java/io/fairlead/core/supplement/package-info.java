// SPDX-License-Identifier: Apache-2.0
/**
 * Metadata that a storage lacks: named streams, extended attributes, DOS flags and birth times, kept beside the files
 * through the storage SPI alone. ADR 0009 says why so. Start at {@link
 * io.fairlead.core.supplement.SupplementedStorage}; {@link io.fairlead.core.supplement.Records} has the locks.
 *
 * <p>Everything is in the folder {@code /.fairlead-meta} of the storage, which nobody reaches through an Export:
 *
 * <pre>
 * /.fairlead-meta/v1/id/BB/HHHHHHHHHHHHHHHH-LLLLLLLLLLLLLLLL     record of the file with that id, in hexadecimal; BB is
 *                                                               one of 256 folders, by a hash of the id
 * /.fairlead-meta/v1/id/BB/HHHHHHHHHHHHHHHH-LLLLLLLLLLLLLLLL.7   content of the stream that the record gives number 7
 * /.fairlead-meta/v1/tree/c/a/c/b/r                             record of /a/b, on a storage without STABLE_IDS
 * /.fairlead-meta/v1/tree/c/a/c/b/r.7                           content of a stream of /a/b
 * /.fairlead-meta/v1/moves/NNNNNNNNNNNNNNNN                      a rename that is under way, there
 * ....new                                                       a record being written, without ATOMIC_REPLACE
 * </pre>
 *
 * <p>A record, big-endian; times are seconds since 1970 (8 bytes) and nanoseconds (4), texts a length (2) and UTF-8:
 *
 * <pre>
 * "FLMD"  magic                              4 bytes
 * version 1                                  1
 * kind    0 file, 1 directory                1
 * has     1 DOS flags, 2 birth time,         1
 *         4 about to be replaced
 * stamp   created, modified, size (8), name  the owner as it looked when this was written
 * flags   DOS flags                          4
 * created birth time                         12
 * count of extended attributes (4), for each: name, length (4), value; 64 KiB together
 * next number of a stream                    4
 * count of streams (4), at most 1,024, for each: name, number (4)
 * CRC-32C of all before                      4
 * </pre>
 *
 * <p>A rename under way: {@code 1} if there was metadata to move, else {@code 0}; the old path, NUL, the new path; CRC-32C.
 * What is longer than it may be, or whose check sum is wrong, reads as if it were not there.
 */
package io.fairlead.core.supplement;
