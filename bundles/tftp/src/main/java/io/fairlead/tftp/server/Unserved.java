// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of clients that get no answer at all, for silence is hard to explain: once an address, of the last thousand, and
 * a few a second, since addresses can be forged. Thread-safe.
 */
final class Unserved {
    private static final Logger LOG = LoggerFactory.getLogger(Unserved.class);
    private static final int MOST_ADDRESSES = 1024;
    private static final int MOST_A_SECOND = 5;
    private static final long SECOND = 1_000_000_000;

    private final String server;
    private final Map<InetAddress, Boolean> told = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Boolean> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };
    private long second;
    private int lines;

    Unserved(String server) {
        this.server = server;
    }

    /** {@code why} follows "is not served: ". */
    void tell(InetSocketAddress client, String why, long now) {
        if (isNews(client.getAddress(), now)) {
            LOG.info("{}: {} is not served: {}", server, TransferLog.text(client), why);
        } else {
            LOG.debug("{}: {} is not served: {}", server, client, why);
        }
    }

    private synchronized boolean isNews(InetAddress client, long now) {
        if (told.containsKey(client)) {
            return false;
        }
        if (now - second >= SECOND) {
            second = now;
            lines = 0;
        }
        if (lines >= MOST_A_SECOND) {
            return false;
        }
        lines++;
        told.put(client, true);
        return true;
    }
}
