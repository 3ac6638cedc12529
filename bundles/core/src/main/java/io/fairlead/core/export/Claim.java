// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One open as all others see it: what it claims of a file, and the storage's node behind it. It outlives the session
 * that made it while it is parked, and its own close while it waits to delete its file.
 */
final class Claim {
    final ShareMode mode;
    final Set<Open.Access> access;
    final boolean upload;
    final Mounted view;
    volatile Session session;

    /** Set by the table when it admits the claim, before another thread can see it; fixed from then on. */
    Node node;

    SharedFile file;

    /** Guarded by the table. */
    Place place;

    /** Guarded by the table: closed, and kept only to delete the file when the others close. */
    boolean ghost;

    /** Guarded by the table. */
    boolean deleteOnClose;

    /** Set by the table: the file has lost its name, nothing is left to delete. */
    volatile boolean unlinked;

    volatile boolean written;
    volatile boolean parked;
    private volatile boolean aborted;
    private final AtomicBoolean ended = new AtomicBoolean();

    Claim(OpenRequest request, Session session, Mounted view) {
        this.mode = ShareMode.of(request);
        this.access = request.how().access();
        this.upload = request.how().disposition() == Open.Disposition.REPLACE;
        this.deleteOnClose = request.deleteOnClose();
        this.session = session;
        this.view = view;
    }

    /** True for the one caller who is to close it. */
    boolean end() {
        return ended.compareAndSet(false, true);
    }

    boolean hasEnded() {
        return ended.get();
    }

    void abort() {
        aborted = true;
        node.abort();
    }

    boolean publishes() {
        return upload && !aborted;
    }

    /** What it is open for, as consoles show it. */
    String accessText() {
        StringJoiner text = new StringJoiner(" ");
        access.forEach(one -> text.add(one.name().toLowerCase(Locale.ROOT)));
        if (upload) {
            text.add("upload");
        }
        if (parked) {
            text.add("parked");
        }
        return text.toString();
    }
}
