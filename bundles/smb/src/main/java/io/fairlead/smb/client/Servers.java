// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.smb.client.open.ServerLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The servers of one storage: the first, and those that referrals have led to, with the same user and options. Thread-safe. */
final class Servers {
    private static final int MOST = 256;

    private final SmbTarget first;
    private final Links links;
    private final Map<String, Known> known = new LinkedHashMap<>(); // by folded host; guarded by itself
    private boolean closed; // guarded by known

    private record Known(SmbTarget target, ServerLink link) {}

    /** Who makes links, and shares them. */
    interface Links {
        ServerLink acquire(SmbTarget target);

        void release(SmbTarget target);
    }

    Servers(SmbTarget first, Links links) {
        this.first = first;
        this.links = links;
    }

    /** The link to a host; it is connected when it is needed. */
    ServerLink link(String host) throws StorageException {
        String key = host.toLowerCase(Locale.ROOT);
        synchronized (known) {
            Known before = known.get(key);
            if (before != null) {
                return before.link();
            }
            if (closed || known.size() >= MOST) {
                throw new StorageException(
                        closed ? Reason.UNAVAILABLE : Reason.TOO_MANY,
                        closed ? first + " was closed" : "referrals to more than " + MOST + " servers");
            }
            boolean same = host.equalsIgnoreCase(first.settings().host());
            SmbTarget target = same ? first : first.at(host);
            ServerLink made = links.acquire(target);
            known.put(key, new Known(target, made));
            return made;
        }
    }

    List<ServerLink> links() {
        synchronized (known) {
            return known.values().stream().map(Known::link).toList();
        }
    }

    void close() {
        List<Known> all;
        synchronized (known) {
            closed = true;
            all = new ArrayList<>(known.values());
            known.clear();
        }
        all.forEach(each -> links.release(each.target()));
    }
}
