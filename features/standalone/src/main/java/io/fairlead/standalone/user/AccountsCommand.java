// SPDX-License-Identifier: Apache-2.0
package io.fairlead.standalone.user;

import io.fairlead.auth.users.UsersFile;
import io.fairlead.standalone.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the commands on accounts have in common: which file. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class AccountsCommand implements Callable<Integer> {
    @ArgGroup
    private Place place = new Place();

    /** One of two ways to name the file. */
    private static final class Place {
        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Home of the server: its file is DIR/etc/users. Default: ~/.fairlead.")
        private Path home;

        @Option(names = "--file", paramLabel = "FILE", description = "The file of accounts itself.")
        private Path file;
    }

    @Override
    public final Integer call() throws IOException {
        try {
            run(UsersFile.load(file()));
        } catch (IllegalArgumentException e) { // how UsersFile says that a name or password can't be used
            throw new IOException(e.getMessage(), e);
        }
        out().flush();
        return 0;
    }

    /** Does the work on the accounts. */
    abstract void run(UsersFile users) throws IOException;

    final PrintStream out() {
        return Terminal.out();
    }

    private Path file() {
        if (place.file != null) {
            return place.file;
        }
        Path home = place.home != null ? place.home : Path.of(System.getProperty("user.home"), ".fairlead");
        return home.resolve("etc").resolve("users");
    }
}
