// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of one SMB server; factory PID {@value #PID}. What it serves: {@link SmbShareConfig}. */
@ObjectClassDefinition(
        name = "Fairlead SMB server",
        description = "SMB 2.0.2 to 3.1.1; what it serves is configured by shares")
public @interface SmbServerConfig {
    /** Factory PID. */
    String PID = "io.fairlead.smb.server";

    @AttributeDefinition(description = "Name of this server in logs and consoles, and for shares; default smb")
    String name() default "smb";

    @AttributeDefinition(description = "Address or name to listen on; default 127.0.0.1, this machine only")
    String host() default "127.0.0.1";

    @AttributeDefinition(
            description = "TCP port; Windows connects to 445 and no other; 0 picks a free one; default 4450",
            min = "0",
            max = "65535")
    int port() default 4450;

    @AttributeDefinition(
            name = "authenticator.target",
            description =
                    "LDAP filter that picks the authenticator, whose accounts need NT hashes; of several names that"
                            + " fit, one is chosen once and stays; default (authenticator.name=*)")
    String authenticator_target() default "(authenticator.name=*)";

    @AttributeDefinition(
            description = "What clients are told that this machine is called, up to 15 letters, digits and hyphens;"
                    + " default FAIRLEAD")
    String computerName() default "FAIRLEAD";

    @AttributeDefinition(
            description = "Whether every request of somebody logged in must be signed or encrypted; default true")
    boolean signingRequired() default true;

    @AttributeDefinition(
            description =
                    "Encryption of everything: off, offered (for clients and shares that want it) or required, which"
                            + " keeps out clients before SMB 3; default offered",
            options = {
                @Option(label = "off", value = "off"),
                @Option(label = "offered", value = "offered"),
                @Option(label = "required", value = "required")
            })
    String encryption() default "offered";

    @AttributeDefinition(
            description = "Oldest dialect spoken; default 2.0.2",
            options = {
                @Option(label = "2.0.2", value = "2.0.2"),
                @Option(label = "2.1", value = "2.1"),
                @Option(label = "3.0", value = "3.0"),
                @Option(label = "3.0.2", value = "3.0.2"),
                @Option(label = "3.1.1", value = "3.1.1")
            })
    String oldestDialect() default "2.0.2";

    @AttributeDefinition(
            description = "Newest dialect spoken; default 3.1.1",
            options = {
                @Option(label = "2.0.2", value = "2.0.2"),
                @Option(label = "2.1", value = "2.1"),
                @Option(label = "3.0", value = "3.0"),
                @Option(label = "3.0.2", value = "3.0.2"),
                @Option(label = "3.1.1", value = "3.1.1")
            })
    String newestDialect() default "3.1.1";

    @AttributeDefinition(
            description =
                    "Signing algorithms for SMB 3.1.1, best first, of AES-GMAC, AES-CMAC, HMAC-SHA256; default all")
    String[] signingAlgorithms() default {"AES-GMAC", "AES-CMAC", "HMAC-SHA256"};

    @AttributeDefinition(
            description =
                    "Ciphers of encryption, of AES-128-GCM, AES-256-GCM, AES-128-CCM, AES-256-CCM; SMB 3.0 and 3.0.2"
                            + " know AES-128-CCM only; default all")
    String[] ciphers() default {"AES-128-GCM", "AES-256-GCM", "AES-128-CCM", "AES-256-CCM"};

    @AttributeDefinition(
            description =
                    "Accounts, and groups as @group, that are told of the sessions and open files of others by remote"
                            + " procedure calls; default none")
    String[] administrators() default {};

    @AttributeDefinition(description = "Connections in all; 0 for any number; default 10000", min = "0")
    int maxConnections() default 10_000;

    @AttributeDefinition(description = "Connections from one address; 0 for any number; default 1000", min = "0")
    int maxConnectionsPerAddress() default 1_000;

    @AttributeDefinition(
            description =
                    "Connections that nobody has logged in on; beyond that number the oldest makes room for the next;"
                            + " default 500",
            min = "1")
    int maxUnauthenticated() default 500;

    @AttributeDefinition(description = "Sessions in all, with those half made; default 20000", min = "1")
    int maxSessions() default 20_000;

    @AttributeDefinition(
            description = "Credits of one connection: how many requests of 64 KiB may be under way; default 8192",
            min = "16",
            max = "8192")
    int maxCredits() default 8192;

    @AttributeDefinition(
            description = "Most bytes of one read or write; default 8388608",
            min = "65536",
            max = "8388608")
    int maxTransferBytes() default 8 * 1024 * 1024;

    @AttributeDefinition(
            description = "Requests of one connection that wait: for locks, changes, leases; default 512",
            min = "1")
    int maxWaiting() default 512;

    @AttributeDefinition(
            description = "MiB of requests of more than 64 KiB that are served at one time, on all connections; those"
                    + " beyond wait; 0 for a quarter of the heap; default 0",
            min = "0")
    int maxInFlightMiB() default 0;

    @AttributeDefinition(
            description =
                    "Seconds that a client may hold up one message, sent or taken, and as many more for each MiB of it;"
                            + " then it is cut off; default 60",
            min = "1")
    int stallTimeoutSeconds() default 60;

    @AttributeDefinition(
            description = "Seconds until somebody has to be logged in on a connection; default 30",
            min = "1")
    int loginTimeoutSeconds() default 30;

    @AttributeDefinition(
            description = "Seconds that running requests may go on when the server stops; default 20",
            min = "0")
    int drainSeconds() default 20;

    @AttributeDefinition(
            description = "Seconds that a login or a request waits for an authenticator, an export or a storage that is"
                    + " being replaced; 0 for none; default 2",
            min = "0",
            max = "60")
    int swapWaitSeconds() default 2;

    @AttributeDefinition(
            description = "Seconds that the port stays bound for a successor when the server stops; default 30",
            min = "0")
    int lingerSeconds() default 30;
}
