// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.audit;

import io.fairlead.api.auth.Peer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * What somebody did, or was refused, at its outcome. Names are as the peer gave them: {@link io.fairlead.api.text.Masked} makes them fit to be
 * shown.
 *
 * @param time of the outcome
 * @param source who did it
 * @param action what it was
 * @param outcome how it ended
 * @param path the file, as the session's user sees it; empty if it's about none
 * @param target the new name of a renamed file, or what a link points at; empty without one
 * @param bytes of content that moved; negative if it's about none
 * @param took from the request to the outcome
 * @param detail more for people: why it was refused or failed, the mode that was set; empty for nothing
 */
public record AuditEvent(
        Instant time,
        Source source,
        Action action,
        Outcome outcome,
        String path,
        String target,
        long bytes,
        Duration took,
        String detail) {

    /** What was done. */
    public enum Action {
        /** A connection or request that came to no session: only ever refused. */
        CONNECT,
        LOGIN,
        LOGOUT,
        DOWNLOAD,
        /** A new file, or one that takes another's place. */
        UPLOAD,
        /** Content added to a file. */
        APPEND,
        DELETE,
        RENAME,
        MAKE_DIRECTORY,
        REMOVE_DIRECTORY,
        CHANGE_MODE,
        CHANGE_TIME,
        LINK,
        /** Something else, which was refused: the detail tells what. */
        OTHER;

        /** As logs have it: {@code make_directory}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it ended. */
    public enum Outcome {
        DONE,
        /** By a rule: wrong password, no right, a limit. */
        REFUSED,
        /** It was allowed, and did not work. */
        FAILED,
        /** Cut by the peer, a time limit, or the end of the server. */
        ABORTED;

        /** As logs have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who did it.
     *
     * @param server name of the server
     * @param session unique within the server's life; empty before there is one
     * @param peer the other end
     * @param user account, also one that was only claimed; empty if none was
     */
    public record Source(String server, String session, Peer peer, String user) {
        public Source {
            Objects.requireNonNull(server);
            Objects.requireNonNull(session);
            Objects.requireNonNull(peer);
            Objects.requireNonNull(user);
        }
    }

    public AuditEvent {
        Objects.requireNonNull(time);
        Objects.requireNonNull(source);
        Objects.requireNonNull(action);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(path);
        Objects.requireNonNull(target);
        Objects.requireNonNull(took);
        Objects.requireNonNull(detail);
    }

    /** Of this moment; what it's about follows by the methods below. */
    public static AuditEvent now(Source source, Action action, Outcome outcome) {
        return new AuditEvent(Instant.now(), source, action, outcome, "", "", -1, Duration.ZERO, "");
    }

    public AuditEvent withPath(String newPath) {
        return new AuditEvent(time, source, action, outcome, newPath, target, bytes, took, detail);
    }

    public AuditEvent withTarget(String newTarget) {
        return new AuditEvent(time, source, action, outcome, path, newTarget, bytes, took, detail);
    }

    public AuditEvent withBytes(long newBytes) {
        return new AuditEvent(time, source, action, outcome, path, target, newBytes, took, detail);
    }

    /** {@code startedNanos}: what {@link System#nanoTime} was at the request. */
    public AuditEvent since(long startedNanos) {
        Duration since = Duration.ofNanos(Math.max(0, System.nanoTime() - startedNanos));
        return new AuditEvent(time, source, action, outcome, path, target, bytes, since, detail);
    }

    public AuditEvent withDetail(String newDetail) {
        return new AuditEvent(time, source, action, outcome, path, target, bytes, took, newDetail);
    }
}
