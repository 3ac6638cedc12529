// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user of a new installation. Nobody is there to be shown a password, and a log is no place for one, so it waits in a
 * file beside the file of users, readable by the server's user alone.
 */
final class FirstUser {
    private static final Logger LOG = LoggerFactory.getLogger(FirstUser.class);
    private static final String SUFFIX = ".password";

    private FirstUser() {}

    /** Makes the file of users if it is missing; if it is not, takes away a password that has been changed since. */
    static void prepare(Path file, String name, boolean ntlm) {
        Path told = file.resolveSibling(file.getFileName() + SUFFIX);
        try {
            if (!Files.exists(file)) {
                make(file, name, ntlm, told);
            } else if (Files.exists(told) && !isGenerated(file, name)) {
                Files.delete(told);
            }
        } catch (IOException e) {
            LOG.error("firstUser = {}: {}", name, e.getMessage(), e);
        }
    }

    private static void make(Path file, String name, boolean ntlm, Path told) throws IOException {
        UsersFile users = UsersFile.load(file);
        char[] password = users.addGenerated(name, UserOptions.DEFAULT.withNtlm(ntlm));
        AtomicFile.write(told, new String(password) + "\n");
        Arrays.fill(password, '\0');
        users.save();
        LOG.warn("{}: made user {}, whose password is in {}; read it there and delete that file", file, name, told);
    }

    private static boolean isGenerated(Path file, String name) throws UsersFileException {
        return UsersFile.load(file)
                .find(name)
                .filter(user -> user.options().generated())
                .isPresent();
    }
}
