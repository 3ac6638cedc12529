// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of one TFTP server; factory PID {@value #PID}. */
@ObjectClassDefinition(
        name = "Fairlead TFTP server",
        description = "TFTP for one export; read-only unless told otherwise")
public @interface TftpServerConfig {
    /** Factory PID. */
    String PID = "io.fairlead.tftp.server";

    @AttributeDefinition(description = "Name of this server in logs and consoles; default tftp")
    String name() default "tftp";

    @AttributeDefinition(description = "Addresses or names to listen on; default 127.0.0.1, this machine only")
    String[] host() default "127.0.0.1";

    @AttributeDefinition(description = "UDP port; 0 picks a free one; default 6969", min = "0", max = "65535")
    int port() default 6969;

    @AttributeDefinition(
            name = "export.target",
            description = "LDAP filter that picks the export; default (export.name=files)")
    String export_target() default "(export.name=files)";

    @AttributeDefinition(
            description =
                    "What clients may write: none, existing (files), create (new files), replace (both) or versioned"
                            + " (both, keeping old ones as name.~1~ and so on); default none",
            options = {
                @Option(label = "none: nothing", value = "none"),
                @Option(label = "existing: existing files", value = "existing"),
                @Option(label = "create: new files", value = "create"),
                @Option(label = "replace: new and existing files", value = "replace"),
                @Option(label = "versioned: new and existing files, keeping old ones", value = "versioned")
            })
    String write() default "none";

    @AttributeDefinition(description = "Old files that write=versioned keeps; default 10", min = "1")
    int versions() default 10;

    @AttributeDefinition(description = "Largest upload in bytes; 0 for any; default 0", min = "0")
    long maxUploadBytes() default 0;

    @AttributeDefinition(description = "Networks of clients served, as 10.0.0.0/8; none named: everybody; default none")
    String[] allow() default {};

    @AttributeDefinition(description = "Networks of clients not served; default none")
    String[] deny() default {};

    @AttributeDefinition(
            description =
                    "Whether requests from ports of services that answer anything (echo, DNS, NTP and the like) are"
                            + " answered; default false")
    boolean reflectorPorts() default false;

    @AttributeDefinition(
            description = "Whether transfers stay on the listening port (for NAT and containers); default false")
    boolean singlePort() default false;

    @AttributeDefinition(description = "Ports for transfers, as 50000-50999; default 0, any free one")
    String transferPorts() default "0";

    @AttributeDefinition(description = "File with remap rules in the syntax of tftpd-hpa, in.tftpd(8); default none")
    String remapFile() default "";

    @AttributeDefinition(
            description =
                    "Rules for prefixes of names: '/from/ -> /to/', '/from/ -> refuse', '/from/ -> read'; the first"
                            + " that matches is applied; default none")
    String[] prefixes() default {};

    @AttributeDefinition(
            description = "Folders of the export to look in, in turn, with variables, as /by-ip/$(ip); default /")
    String[] folders() default "/";

    @AttributeDefinition(
            description = "Letters of names: keep, lower, upper, or ignore (case); default keep",
            options = {
                @Option(label = "keep: as the client has them", value = "keep"),
                @Option(label = "lower: lower case", value = "lower"),
                @Option(label = "upper: upper case", value = "upper"),
                @Option(label = "ignore: any case", value = "ignore")
            })
    String letters() default "keep";

    @AttributeDefinition(description = "Whether a backslash in a name is a slash; default true")
    boolean backslashes() default true;

    @AttributeDefinition(description = "Largest block agreed to, in bytes; default 65464", min = "8", max = "65464")
    int maxBlockSize() default 65_464;

    @AttributeDefinition(description = "Whether blocks are kept to the MTU of the route to the client; default true")
    boolean clampToMtu() default true;

    @AttributeDefinition(description = "Largest window agreed to, in blocks; default 64", min = "1", max = "16384")
    int maxWindowSize() default 64;

    @AttributeDefinition(
            description =
                    "Whether Linux cuts windows into packets and joins packets that come in (UDP_SEGMENT, UDP_GRO):"
                            + " auto (with Java 22 or later started with --enable-native-access=ALL-UNNAMED), on (also without"
                            + " that option, which makes Java warn), off; default auto",
            options = {
                @Option(label = "auto: where Java allows it without a warning", value = "auto"),
                @Option(label = "on", value = "on"),
                @Option(label = "off", value = "off")
            })
    String segmentationOffload() default "auto";

    @AttributeDefinition(description = "Options never agreed to, by name; default none")
    String[] refuseOptions() default {};

    @AttributeDefinition(
            description = "Block number after 65535 for clients that do not ask for one: 0 or 1; default 0",
            options = {@Option(label = "0: block 0", value = "0"), @Option(label = "1: block 1", value = "1")})
    int rollover() default 0;

    @AttributeDefinition(
            description = "Milliseconds until a first packet is sent again; it doubles with each time; default 1000",
            min = "200",
            max = "8000")
    int retransmitMillis() default 1000;

    @AttributeDefinition(description = "Seconds of silence that end a transfer under way; default 30", min = "1")
    int silenceSeconds() default 30;

    @AttributeDefinition(description = "Transfers in all; default 512", min = "1")
    int maxTransfers() default 512;

    @AttributeDefinition(description = "Transfers from one address; default 64", min = "1")
    int maxTransfersPerAddress() default 64;

    @AttributeDefinition(description = "MiB of memory for the blocks of all transfers; default 128", min = "1")
    int maxMemoryMiB() default 128;

    @AttributeDefinition(description = "ERROR packets a second, a tenth of them to one address; default 200", min = "0")
    int maxErrorsPerSecond() default 200;

    @AttributeDefinition(
            description = "Seconds that running transfers may go on when the server stops; default 10",
            min = "0")
    int drainSeconds() default 10;

    @AttributeDefinition(
            description =
                    "Seconds that a request waits for an export or a storage that is being replaced, before the client"
                            + " is told to try again; 0 for none; default 2",
            min = "0",
            max = "60")
    int swapWaitSeconds() default 2;

    @AttributeDefinition(
            description = "Seconds that the port stays bound for a successor when the server stops; default 30",
            min = "0")
    int lingerSeconds() default 30;
}
