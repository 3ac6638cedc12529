// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.standalone.server.ServeSettings.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The default server as configuration files: which there are, what they say beyond the keys' own defaults, and which
 * option of the command line is which key.
 */
final class Defaults {
    static final String STORAGE = "io.fairlead.storage.local";
    private static final String EXPORT = "io.fairlead.export";
    private static final String USERS = "io.fairlead.auth.users";
    private static final String KERBEROS = "io.fairlead.auth.kerberos";
    static final String FTP = "io.fairlead.ftp.server";
    static final String TFTP = "io.fairlead.tftp.server";
    static final String SMB = "io.fairlead.smb.server";
    static final String SHARE = "io.fairlead.smb.share";

    private final Home home;
    private final ServeSettings settings;
    private final Map<String, Metatype.Kind> kinds;
    private final ConfigFolder folder;

    Defaults(Home home, ServeSettings settings, Map<String, Metatype.Kind> kinds) {
        this.home = home;
        this.settings = settings;
        this.kinds = kinds;
        this.folder = new ConfigFolder(home);
    }

    /**
     * Writes what is missing, and what the command line asks for. A server is missing only in a new home: an owner may
     * have deleted its file. What every server needs is missing while there is none of its kind, whatever its name.
     */
    void write() throws IOException, StartFailure {
        List<Path> present = home.kind() == Home.Kind.OWNED ? ConfigFolder.list(home.etc()) : List.of();
        boolean first = present.isEmpty();
        write(
                none(present, "io.fairlead.storage."),
                STORAGE,
                Map.of("path", inHome("files", home.files())),
                new KeyOptions().keep("path", absolute(settings.folder())));
        write(none(present, EXPORT), EXPORT, Map.of(), new KeyOptions().keep("readOnly", settings.readOnly()));
        write(
                none(present, USERS) && none(present, "io.fairlead.auth.jaas"),
                USERS,
                Map.of("file", inHome("etc/users", home.users())),
                new KeyOptions());
        write(false, KERBEROS, Map.of(), new KeyOptions().keep("keytab", absolute(settings.keytab())));
        Network network = settings.network();
        server(first, FTP, network.ftp(), authenticated(ftp(network)));
        if (network.tftpAsked()) {
            server(true, TFTP, network.tftp() == null ? Port.CONFIGURED : network.tftp(), tftp(network));
        } else {
            folder.switchOff(TFTP); // whoever asked for it earlier
        }
        server(first, SMB, network.smb(), authenticated(smb(network)));
        boolean served = servesSmb();
        write(
                served && (first || none(present, SHARE)),
                SHARE,
                Map.of(),
                new KeyOptions().keep("name", network.share()));
    }

    /** Whether a file in force asks for SMB, after {@link #write}. */
    boolean servesSmb() throws IOException {
        return !none(ConfigFolder.list(home.etc()), SMB);
    }

    private static boolean none(List<Path> present, String prefix) {
        return present.stream().noneMatch(file -> ConfigFolder.pid(file).startsWith(prefix));
    }

    private static String absolute(Path path) {
        return path == null ? null : path.toAbsolutePath().normalize().toString();
    }

    /** With a keytab the authenticator that has it is asked for everything, and asks that of the users for passwords. */
    private KeyOptions authenticated(KeyOptions options) {
        return options.keep("authenticator.target", settings.keytab() == null ? null : "(authenticator.name=kerberos)");
    }

    /** An owner's home can be moved, so its files name it by reference. */
    private String inHome(String relative, Path absolute) {
        return home.kind() == Home.Kind.OWNED ? "${fairlead.home}/" + relative : absolute.toString();
    }

    private static KeyOptions ftp(Network network) throws StartFailure {
        boolean tlsOnly = !network.loopback() && !network.allowPlaintext();
        return new KeyOptions()
                .keep("port", number(network.ftp()))
                .lend("host", network.host())
                .lend("allowPlaintext", network.allowPlaintext() ? true : null)
                .lend("tls", tlsOnly ? "required" : null);
    }

    private static KeyOptions smb(Network network) throws StartFailure {
        boolean encryptedOnly = !network.loopback() && !network.allowPlaintext();
        return new KeyOptions()
                .keep("port", number(network.smb()))
                .lend("host", network.host())
                .lend("encryption", encryptedOnly ? "required" : null);
    }

    /** It knows neither passwords nor TLS, so that it stays on this machine unless that is said to be no matter. */
    private static KeyOptions tftp(Network network) throws StartFailure {
        if (!network.loopback() && !network.allowPlaintext()) {
            throw new StartFailure(
                    "TFTP has neither passwords nor TLS; --allow-plaintext opens it beyond this machine");
        }
        Boolean write = network.tftpWrite();
        return new KeyOptions()
                .lend("port", number(network.tftp()))
                .lend("host", network.host())
                .lend("write", write == null ? null : write ? "replace" : "none");
    }

    private static Integer number(Port port) {
        return port != null && port.named() ? port.number() : null;
    }

    private void server(boolean needed, String pid, Port port, KeyOptions options) throws IOException, StartFailure {
        if (port != null && port.on() && !kinds.containsKey(pid)) {
            String protocol = pid.split("\\.")[2].toUpperCase(Locale.ROOT);
            throw new StartFailure("this build has no " + protocol + " server");
        }
        if (port == null ? folder.isOff(pid) : !port.on()) {
            folder.switchOff(pid);
            return;
        }
        write(needed || port != null, pid, defaults(pid), options);
    }

    private Map<String, String> defaults(String pid) {
        return pid.equals(FTP) ? Map.of("tlsSelfSignedDirectory", inHome("tls", home.tls())) : Map.of();
    }

    private void write(boolean needed, String pid, Map<String, String> defaults, KeyOptions options)
            throws IOException {
        if (kinds.containsKey(pid) && (needed || options.any() || folder.has(pid))) {
            folder.write(kinds.get(pid), defaults, options);
        }
    }
}
