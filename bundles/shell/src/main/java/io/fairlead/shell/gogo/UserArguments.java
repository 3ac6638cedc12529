// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.gogo;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What stands behind a command on accounts.
 *
 * @param authenticator null if not given, as the next one
 * @param rest what is behind the user
 */
record UserArguments(String authenticator, String passwordFile, String user, List<String> rest) {
    /** @throws IllegalArgumentException with {@code usage}, if there is no user, or an option that is not known */
    static UserArguments parse(List<Object> arguments, String usage) {
        String authenticator = null;
        String passwordFile = null;
        List<String> words = new ArrayList<>();
        for (Iterator<Object> all = arguments.iterator(); all.hasNext(); ) {
            String word = String.valueOf(all.next());
            if (word.startsWith("--") && !all.hasNext()) {
                throw new IllegalArgumentException(usage);
            }
            switch (word) {
                case "--authenticator" -> authenticator = String.valueOf(all.next());
                case "--password-file" -> passwordFile = String.valueOf(all.next());
                default -> words.add(word);
            }
        }
        if (words.isEmpty() || words.get(0).startsWith("-")) {
            throw new IllegalArgumentException(usage);
        }
        return new UserArguments(authenticator, passwordFile, words.get(0), words.subList(1, words.size()));
    }
}
