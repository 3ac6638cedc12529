// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.server;

import io.fairlead.standalone.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.osgi.framework.BundleException;

/** A server from its start to the end of the process. */
final class ServerProcess implements AutoCloseable {
    private final Home home;
    private FelixServer felix;
    private boolean closed;

    private ServerProcess(Home home) {
        this.home = home;
    }

    /**
     * Starts everything, prints what to type and {@code READY}.
     *
     * @throws StartFailure saying in one line why not; nothing of it runs then
     */
    static ServerProcess start(ServeSettings settings, ConsoleGate console)
            throws StartFailure, IOException, InterruptedException, BundleException {
        Path standard = Path.of(System.getProperty("user.home"), ".fairlead");
        ServedFolders.check(settings.folder(), settings.home() == null ? standard : settings.home());
        Home home = settings.home() == null ? Home.standard(standard) : Home.owned(settings.home());
        ServerProcess process = new ServerProcess(home);
        try {
            process.run(settings);
            console.open();
            Terminal.out().println("READY");
            Terminal.out().flush();
            return process;
        } catch (StartFailure | IOException | InterruptedException | BundleException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    private void run(ServeSettings settings) throws StartFailure, IOException, InterruptedException, BundleException {
        if (settings.deploy()) {
            Permissions.requireOwn(home);
        }
        List<String> warnings = new ArrayList<>(Permissions.tighten(home));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
        PrintStream out = Terminal.out();
        if (home.kind() == Home.Kind.TEMPORARY) {
            out.println("~/.fairlead is used by another server: this one's configuration is in " + home.root()
                    + " until it stops");
        }
        List<Path> bundles = SystemBundles.unpack(home.systemCache());
        new ConfigFolder(home).writeLogging(); // read as soon as the framework starts
        FutureTask<Accounts> prepared = inBackground(() -> prepare(settings, bundles));
        synchronized (this) {
            if (closed) {
                throw new StartFailure("stopped");
            }
            felix = FelixServer.start(home, bundles, settings.deploy());
        }
        Accounts accounts = result(prepared);
        felix.configure();
        Readiness readiness = new Readiness(felix.context());
        List<Readiness.Listening> servers = readiness.await(home.etc());
        warnings.addAll(readiness.openSettings(servers));
        new Banner(
                        home.root(),
                        accounts,
                        readiness.folders(),
                        readiness.shares(),
                        servers,
                        OwnCertificate.fingerprint(home.tls()),
                        warnings)
                .print(out);
    }

    /** Writes what the framework will read; hashing a password takes its time. */
    private Accounts prepare(ServeSettings settings, List<Path> bundles) throws StartFailure, IOException {
        Map<String, Metatype.Kind> kinds = Metatype.read(bundles);
        Defaults defaults = new Defaults(home, settings, kinds);
        defaults.write();
        ServedFolders.checkConfigured(home);
        return Accounts.prepare(home.users(), settings.users(), defaults.servesSmb());
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "prepare");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws StartFailure, IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailure failure) {
                throw failure;
            }
            throw new IOException(Messages.of(e.getCause()), e.getCause());
        }
    }

    /** Returns when the server has stopped. */
    void await() throws InterruptedException {
        felix.await();
        close();
    }

    /** Stops the server; returns when it has stopped. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (felix != null) {
            felix.close();
        }
        try {
            home.close();
        } catch (IOException e) {
            System.err.println("fairlead serve: " + Messages.of(e));
        }
    }
}
