// SPDX-License-Identifier: Apache-2.0
package io.fairlead.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A TCP port for a server that has to be told one, and listens a while later. Thread-safe. */
public final class FreePort {
    /** Below those that systems give to connections, one of which may have it before the server listens. */
    private static final int FIRST = 20_000;

    private static final int BEHIND_LAST = 32_000;
    private static final int TRIES = 100;

    private FreePort() {}

    /** One that nobody listens on at the moment, on any address. */
    public static int find() throws IOException {
        IOException failure = null;
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + (BEHIND_LAST - 1), failure);
    }
}
