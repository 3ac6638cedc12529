// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serve [DIR]}: runs the servers in the foreground until Ctrl-C or SIGTERM. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Serves a folder in the foreground until Ctrl-C. Prints what to type in clients, and READY when every"
                        + " port is open.",
        footer = {
            "",
            "Without --home the home is ~/.fairlead, whose configuration is made anew from these options at each start."
                    + " With --home DIR the files in DIR/etc are yours to edit, also while the server runs; options change"
                    + " in them what they name, and those for this start are taken back at the next start without them.",
            "The home is its owner's alone (mode 0700), and neither it nor a folder around it or in it (but files/) is"
                    + " served.",
            "A password on the command line can be seen by every user of this machine (ps); safer are --user NAME with the"
                    + " environment variable FAIRLEAD_PASSWORD, or `fairlead user add`."
        })
public final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder to serve; default: files/ in the home.")
    private Path folder;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on, for this start; default: 127.0.0.1.")
    private String host;

    @Option(
            names = "--user",
            paramLabel = "NAME[:PASSWORD]",
            description =
                    "An account, kept (hashed) in the home's etc/users; repeatable. Without any, the accounts there"
                            + " are used, or one is made and its password printed.")
    private List<String> users = new ArrayList<>();

    @Option(
            names = "--keytab",
            paramLabel = "FILE",
            description =
                    "Let in by Kerberos, too, whoever has an account here and a ticket for cifs/HOST, whose keys are in this"
                            + " keytab; kept.")
    private Path keytab;

    @Option(names = "--read-only", negatable = true, description = "Let nobody change anything.")
    private Boolean readOnly;

    @Option(
            names = "--ftp",
            paramLabel = "PORT|off",
            converter = Port.Converter.class,
            description = "FTP port; default: 2121; 0 picks a free one.")
    private Port ftp;

    @Option(
            names = "--tftp",
            paramLabel = "PORT|off",
            arity = "0..1",
            fallbackValue = "on",
            converter = Port.Converter.class,
            preprocessor = Port.MayBeMissing.class,
            description =
                    "Serve by TFTP too, off otherwise: it knows no passwords, so whoever reaches its port reads every file"
                            + " served. PORT for this start; default: 6969; 0 picks a free one.")
    private Port tftp;

    @Option(
            names = "--tftp-write",
            negatable = true,
            description =
                    "Accept uploads by TFTP, from whoever reaches its port, for this start; implies --tftp. Without it,"
                            + " TFTP only reads.")
    private Boolean tftpWrite;

    @Option(
            names = "--smb",
            paramLabel = "PORT|off",
            converter = Port.Converter.class,
            description =
                    "SMB port; default: 4450; 0 picks a free one. While SMB is served, accounts made here get an NT hash"
                            + " beside the other, which SMB needs and which is weaker: keep etc/users to yourself.")
    private Port smb;

    @Option(names = "--share", paramLabel = "NAME", description = "Name of the SMB share; default: files.")
    private String share;

    @Option(
            names = "--allow-plaintext",
            description =
                    "Accept passwords and files in clear text from beyond this machine too, and let TFTP be reached from"
                            + " there, for this start; otherwise TLS and encryption by SMB 3 are required there, and TFTP is"
                            + " refused.")
    private boolean allowPlaintext;

    @Option(names = "--home", paramLabel = "DIR", description = "Where configuration, certificate and logs are kept.")
    private Path home;

    @Option(
            names = "--deploy",
            description =
                    "Run bundles put into the home's bundles/, and swap them live; others may write neither the home"
                            + " nor what is in it.")
    private boolean deploy;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServeSettings settings = settings();
        ConsoleGate console = ConsoleGate.close(System.err);
        ServerProcess server;
        try {
            server = ServerProcess.start(settings, console);
        } catch (StartFailure e) {
            throw new IOException(e.getMessage()); // all there is to say
        } catch (BundleException e) {
            throw new IOException("the framework does not start: " + Messages.of(e), e);
        } finally {
            console.remove();
        }
        server.await();
        return 0;
    }

    private ServeSettings settings() {
        if (tftp != null && !tftp.on() && Boolean.TRUE.equals(tftpWrite)) {
            throw new ParameterException(spec.commandLine(), "--tftp off and --tftp-write contradict each other");
        }
        return new ServeSettings(
                home,
                folder,
                users,
                keytab,
                readOnly,
                deploy,
                new ServeSettings.Network(host, allowPlaintext, ftp, tftp, smb, tftpWrite, share));
    }
}
