// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.login;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the login throttle; PID {@value #PID}, and none is needed. */
@ObjectClassDefinition(
        name = "Fairlead login throttle",
        description = "Slows the guessing of passwords, over all protocols and authenticators together")
public @interface ThrottleConfig {
    /** PID. */
    String PID = "io.fairlead.auth.throttle";

    @AttributeDefinition(description = "Failures of an account that cost nothing yet; default 3", min = "0")
    int freeFailures() default 3;

    @AttributeDefinition(
            description = "Delay after the next failure, in milliseconds, doubled by each further one; default 250",
            min = "0")
    long firstDelayMillis() default 250;

    @AttributeDefinition(description = "Longest delay, in milliseconds; default 8000", min = "0")
    long longestDelayMillis() default 8000;

    @AttributeDefinition(
            description = "Failures from one address (one /64 of IPv6) within the window that ban it; default 20",
            min = "1")
    int addressFailures() default 20;

    @AttributeDefinition(
            description = "Failures of one account from one address within the window that ban the two together;"
                    + " default 10",
            min = "1")
    int accountAddressFailures() default 10;

    @AttributeDefinition(description = "How long failures count, in seconds; default 600", min = "1")
    long windowSeconds() default 600;

    @AttributeDefinition(description = "How long a ban lasts, in seconds; default 600", min = "1")
    long banSeconds() default 600;

    @AttributeDefinition(
            description = "Addresses that are delayed and never banned, as loopback is, for instance 192.0.2.1,"
                    + " 10.0.0.0/8 or 2001:db8::/32; default none")
    String[] exempt() default {};
}
