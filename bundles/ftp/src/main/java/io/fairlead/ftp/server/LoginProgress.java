// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

/** How far a session's client has come with logging in: USER, PASS, and failures. For the session's thread, but as said. */
final class LoginProgress {
    private String user = ""; // as given by USER, until PASS
    private int failures;
    private volatile LoginAttempt attempt; // the last one; null before the first
    private boolean begun; // but not running yet

    /** Empty unless USER came, and no PASS after it. */
    String user() {
        return user;
    }

    void user(String name) {
        user = name;
    }

    /** Counts one more; returns how many there are now. */
    int countFailure() {
        return ++failures;
    }

    void begin(LoginAttempt next) {
        attempt = next;
        begun = true;
    }

    /** What was begun and nobody has run yet, once; else null. */
    LoginAttempt take() {
        LoginAttempt next = begun ? attempt : null;
        begun = false;
        return next;
    }

    /** Whether a password is being looked at. From any thread. */
    boolean verifying() {
        LoginAttempt last = attempt;
        return last != null && !last.isOver();
    }

    /** Waits until no password is being looked at. */
    void await() {
        LoginAttempt last = attempt;
        if (last != null) {
            last.await();
        }
    }

    /** Nobody waits for an answer any more. */
    void cancel() {
        LoginAttempt unrun = take();
        LoginAttempt last = attempt;
        if (unrun == null && last != null) {
            last.cancel();
            last.await();
        }
    }
}
