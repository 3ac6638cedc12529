// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

/**
 * A configuration that can't be applied; an OSGi service, with the properties {@link #PID} and {@link #REASON}, for as long
 * as that is so. Immutable.
 *
 * @param pid of the configuration
 * @param what it was for, as "the FTP server"
 * @param reason names the key, its value and what is expected, or whatever stands in the way
 * @param earlierInForce whether an earlier configuration of this PID goes on; else nothing of it runs
 */
public record RefusedConfiguration(String pid, String what, String reason, boolean earlierInForce) {
    /** Service property: {@link #pid}. */
    public static final String PID = "configuration.pid";
    /** Service property: {@link #reason}. */
    public static final String REASON = "configuration.reason";
    /** Service property: {@link #earlierInForce}, as a Boolean. */
    public static final String EARLIER_IN_FORCE = "configuration.earlierInForce";

    /** What became of it, for logs: "PID: REASON; the FTP server is not started". */
    @Override
    public String toString() {
        return pid + ": " + reason + "; " + what + (earlierInForce ? " goes on as it was" : " is not started");
    }
}
