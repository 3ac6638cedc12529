// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of a file of users, line by line, so that comments and order survive a change. Not thread-safe. */
final class UsersText {
    private static final int MOST_PROBLEMS = 5;

    private final List<String> lines = new ArrayList<>();
    private final Map<String, User> users = new LinkedHashMap<>(); // by UserName.key

    /**
     * Reads a file.
     *
     * @throws UsersFileException naming each broken line
     */
    static String read(Path file) throws UsersFileException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UsersFileException(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new UsersFileException(file + ": not UTF-8 text", e);
        } catch (IOException e) {
            throw new UsersFileException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Parses a text; {@code file} is for the message.
     *
     * @throws UsersFileException naming each broken line
     */
    static UsersText parse(Path file, String text) throws UsersFileException {
        var parsed = new UsersText();
        List<String> problems = new ArrayList<>();
        text.lines().forEach(line -> {
            parsed.lines.add(line);
            try {
                parsed.take(line);
            } catch (IllegalArgumentException e) {
                problems.add("line " + parsed.lines.size() + ": " + e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            int more = problems.size() - MOST_PROBLEMS;
            throw new UsersFileException(
                    file + ": " + String.join("; ", problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS)))
                            + (more > 0 ? "; and " + more + " more" : ""),
                    null);
        }
        return parsed;
    }

    /** How many lines of a text are users', broken or not. */
    static int countUsers(String text) {
        return (int) text.lines().filter(UsersText::isUser).count();
    }

    private void take(String line) {
        if (isUser(line)) {
            User user = User.parse(line.strip());
            if (users.putIfAbsent(UserName.key(user.name()), user) != null) {
                throw new IllegalArgumentException("user \"" + user.name() + "\" is there twice");
            }
        }
    }

    private static boolean isUser(String line) {
        return !line.isBlank() && !line.strip().startsWith("#");
    }

    Collection<User> users() {
        return Collections.unmodifiableCollection(users.values());
    }

    /** Null if there is none. */
    User find(String name) {
        return users.get(UserName.key(name));
    }

    /** Replaces the user of that name, or adds a line at the end. */
    void put(User user) {
        if (users.put(UserName.key(user.name()), user) == null) {
            lines.add(user.line());
        } else {
            lines.set(lineOf(user.name()), user.line());
        }
    }

    void remove(String name) {
        lines.remove(lineOf(name));
        users.remove(UserName.key(name));
    }

    private int lineOf(String name) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (isUser(line) && UserName.key(line.strip().split(":", 2)[0]).equals(UserName.key(name))) {
                return i;
            }
        }
        throw new IllegalStateException("each user has a line");
    }

    /** The whole text. */
    @Override
    public String toString() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
