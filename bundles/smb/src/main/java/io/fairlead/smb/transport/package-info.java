// SPDX-License-Identifier: Apache-2.0
/**
 * How a stream is cut into messages, [MS-SMB2] 2.1: the part of the transport that client and server share. Start at
 * {@link io.fairlead.smb.transport.FrameReader}.
 */
package io.fairlead.smb.transport;
