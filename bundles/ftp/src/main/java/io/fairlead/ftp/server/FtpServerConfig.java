// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of one FTP server; factory PID {@value #PID}. */
@ObjectClassDefinition(name = "Fairlead FTP server", description = "FTP, with TLS, for one export")
public @interface FtpServerConfig {
    /** Factory PID. */
    String PID = "io.fairlead.ftp.server";

    /** Filter of a server whose configuration names no authenticator. */
    String ANY_AUTHENTICATOR = "(authenticator.name=*)";

    @AttributeDefinition(description = "Name of this server in logs and consoles; default ftp")
    String name() default "ftp";

    @AttributeDefinition(description = "Address or name to listen on; default 127.0.0.1, this machine only")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "TCP port; 0 picks a free one; default 2121", min = "0", max = "65535")
    int port() default 2121;

    @AttributeDefinition(
            name = "export.target",
            description = "LDAP filter that picks the export; default (export.name=files)")
    String export_target() default "(export.name=files)";

    @AttributeDefinition(
            name = "authenticator.target",
            description =
                    "LDAP filter that picks the authenticator; of several names that fit, one is chosen once and stays; default"
                            + " (authenticator.name=*)")
    String authenticator_target() default ANY_AUTHENTICATOR;

    @AttributeDefinition(description = "Text of the greeting; default Fairlead FTP ready")
    String welcome() default "Fairlead FTP ready";

    @AttributeDefinition(description = "Whether anonymous and ftp may log in, to look and to read; default false")
    boolean anonymous() default false;

    @AttributeDefinition(description = "Whether passwords may come in clear text from other machines; default false")
    boolean allowPlaintext() default false;

    @AttributeDefinition(
            description = "TLS: off, offered (AUTH TLS) or required for logins and data; default offered",
            options = {
                @Option(label = "off", value = "off"),
                @Option(label = "offered, by AUTH TLS", value = "offered"),
                @Option(label = "required", value = "required")
            })
    String tls() default "offered";

    @AttributeDefinition(description = "PEM file with the certificate and its chain; default none")
    String tlsCertificate() default "";

    @AttributeDefinition(description = "PEM file with the private key; default: in the file of tlsCertificate")
    String tlsKey() default "";

    @AttributeDefinition(
            description = "PKCS #12 or JKS file with certificate and key, instead of PEM files; default none")
    String tlsKeystore() default "";

    @AttributeDefinition(
            description = "Password of tlsKeystore, or of an encrypted tlsKey; default none",
            type = org.osgi.service.metatype.annotations.AttributeType.PASSWORD)
    String tlsPassword() default "";

    @AttributeDefinition(
            description = "Folder where a self-signed certificate is made and kept, when neither tlsCertificate nor"
                    + " tlsKeystore is set; default: fairlead/tls in Karaf's data folder, else one of the framework's, which"
                    + " outlives the bundle")
    String tlsSelfSignedDirectory() default "";

    @AttributeDefinition(
            description =
                    "Whether TLS data connections must resume the TLS session of their control connection: required,"
                            + " preferred or off; default required",
            options = {
                @Option(label = "required", value = "required"),
                @Option(label = "preferred", value = "preferred"),
                @Option(label = "off", value = "off")
            })
    String tlsSessionReuse() default "required";

    @AttributeDefinition(
            description = "Whether uploads inside TLS count as whole when the connection ends without close_notify, as"
                    + " some devices end them: they can be cut short on the way unnoticed; default false")
    boolean allowMissingCloseNotify() default false;

    @AttributeDefinition(
            description = "Charset of names that are not UTF-8, such as windows-1252, ISO-8859-1 or Shift_JIS; default"
                    + " none, they are refused")
    String fallbackCharset() default "";

    @AttributeDefinition(description = "Ports for passive data connections, as 40000-40100; default 0, any free one")
    String passivePorts() default "0";

    @AttributeDefinition(
            description =
                    "IPv4 address that clients are told for passive connections, for servers behind NAT; default: the"
                            + " one the client reached")
    String passiveAddress() default "";

    @AttributeDefinition(
            description = "Whether data connections may go to, and come from, other machines than the client's (FXP),"
                    + " and go to this machine although the server listens beyond loopback; default false")
    boolean allowForeignAddress() default false;

    @AttributeDefinition(description = "Whether clients may have the server connect to them (PORT, EPRT); default true")
    boolean activeMode() default true;

    @AttributeDefinition(
            description = "Whether SITE CHMOD is there, for files and folders below the root and without the storage's"
                    + " umask; default true")
    boolean chmod() default true;

    @AttributeDefinition(description = "Connections in all; 0 for any number; default 2000", min = "0")
    int maxConnections() default 2000;

    @AttributeDefinition(description = "Connections from one address; 0 for any number; default 200", min = "0")
    int maxConnectionsPerAddress() default 200;

    @AttributeDefinition(
            description = "Connections that are not logged in; beyond that number one makes room for the next, of the"
                    + " address that has most of them the oldest; 0 for any number; default 200",
            min = "0")
    int maxUnauthenticated() default 200;

    @AttributeDefinition(
            description =
                    "Sessions of one user, of anonymous ones those from one address; 0 for any number; default 200",
            min = "0")
    int maxSessionsPerUser() default 200;

    @AttributeDefinition(
            description = "Failed logins before the connection is closed; 0 for any number; default 3",
            min = "0")
    int maxFailedLogins() default 3;

    @AttributeDefinition(
            description = "MiB that the buffers of all transfers may have at one time; 0 for half of the heap's limit;"
                    + " default 0",
            min = "0")
    int transferMemoryMiB() default 0;

    @AttributeDefinition(
            description = "MiB that the buffers of one user's transfers may have at one time; 0 for a quarter of all;"
                    + " default 0",
            min = "0")
    int transferMemoryPerUserMiB() default 0;

    @AttributeDefinition(
            description = "Seconds until a client has to be logged in; 0 for no limit; default 60",
            min = "0")
    int loginTimeoutSeconds() default 60;

    @AttributeDefinition(
            description = "Seconds without a command or a transfer until a session ends; 0 for no limit; default 300",
            min = "0")
    int idleTimeoutSeconds() default 300;

    @AttributeDefinition(
            description = "Seconds without a byte until a transfer is aborted; 0 for no limit; default 120",
            min = "0")
    int stallTimeoutSeconds() default 120;

    @AttributeDefinition(description = "Seconds to wait for a data connection; 0 for no limit; default 30", min = "0")
    int dataConnectTimeoutSeconds() default 30;

    @AttributeDefinition(
            description = "Seconds that running transfers may go on when the server stops; default 20",
            min = "0")
    int drainSeconds() default 20;

    @AttributeDefinition(
            description =
                    "Seconds that a greeting or a command waits for an export, a storage or an authenticator that is"
                            + " being replaced, before the client is told to try again; 0 for none; default 2",
            min = "0",
            max = "60")
    int swapWaitSeconds() default 2;

    @AttributeDefinition(
            description = "Seconds that the port stays bound for a successor when the server stops; default 30",
            min = "0")
    int lingerSeconds() default 30;
}
