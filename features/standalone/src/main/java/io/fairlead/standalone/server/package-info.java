// SPDX-License-Identifier: Apache-2.0

/**
 * {@code fairlead serve}: a home folder with configuration files, and an OSGi framework that runs the bundles carried in
 * the jar on them. Design of record: the launcher is ours, since it stops cleanly and says why it can't start.
 * Start at {@link io.fairlead.standalone.server.ServeCommand}.
 */
package io.fairlead.standalone.server;
