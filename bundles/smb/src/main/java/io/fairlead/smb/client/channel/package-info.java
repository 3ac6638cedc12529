// SPDX-License-Identifier: Apache-2.0
/**
 * The further connections of a session, [MS-SMB2] 3.2.5.14.11: where they are made, when, and what goes over them. Start at
 * {@link io.fairlead.smb.client.channel.Channels}.
 */
package io.fairlead.smb.client.channel;
