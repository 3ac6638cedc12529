// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.state;

import java.time.Duration;
import java.util.UUID;

/**
 * That an open outlives its connection, [MS-SMB2] 3.3.1.10 IsDurable. What ends it besides is the end of its caching of handles.
 *
 * @param createGuid CreateGuid; zeros for a durable handle of the first kind
 * @param timeout DurableOpenTimeout
 */
public record Durability(UUID createGuid, Duration timeout) {}
