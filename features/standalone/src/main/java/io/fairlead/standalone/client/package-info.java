// SPDX-License-Identifier: Apache-2.0

/**
 * The client commands: {@code ls}, {@code cp}, {@code sync} and so on, over any Commons VFS URL and over local paths, in
 * plain Java without a framework. Each command is one class; what they share is {@link ClientSession} (URLs, passwords,
 * TLS), {@link Transfer} (one file from anywhere to anywhere) and {@link Names}.
 * Start at {@link io.fairlead.standalone.client.ClientCommand}.
 */
package io.fairlead.standalone.client;
