// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.client;

import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.ftp.client.connection.DataConnections;
import io.fairlead.ftp.client.connection.RefusedException;
import io.fairlead.ftp.client.connection.ServerTraits;
import io.fairlead.ftp.client.connection.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds names of a directory by a pattern, without a list of all that is in it: NLST takes patterns nearly everywhere, though
 * RFC 959 4.1.3 doesn't say so. A server that knows of none can't be told from a directory that has no such name, so that it has
 * to answer otherwise for a name that is not there, or to find one that is, before it is believed. Thread-safe.
 */
final class NameSearch {
    private static final int MOST_NAMES = 1_000_000;
    /** Names that mean themselves in a pattern, up to their last character. */
    private static final Pattern PLAIN = Pattern.compile("(?![-.])([^*?\\[\\]{}\\\\~!^\\s]*)[A-Za-z0-9]");

    private final RemoteFiles files;

    NameSearch(RemoteFiles files) {
        this.files = files;
    }

    /**
     * Names in {@code directory} that match.
     *
     * @param pattern with {@code *}
     * @param known names that are in the directory
     * @return empty if the server can't be asked so
     */
    Optional<List<String>> find(VPath directory, String pattern, Set<String> known) throws StorageException {
        ServerTraits traits = files.exchange().traits();
        if (!traits.matchesNames().orElse(true)) {
            return Optional.empty();
        }
        Optional<List<String>> found = list(directory, pattern);
        if (traits.matchesNames().isEmpty()) {
            learn(directory, pattern, found, known);
        }
        boolean matches = traits.matchesNames().orElse(false);
        return matches ? Optional.of(found.orElse(List.of())) : Optional.empty();
    }

    private void learn(VPath directory, String pattern, Optional<List<String>> found, Set<String> known)
            throws StorageException {
        ServerTraits traits = files.exchange().traits();
        if (found.isPresent()
                && !found.get().isEmpty()) { // Interop: servers that list everything, whatever is asked for
            NamePattern asked = NamePattern.shell(pattern);
            traits.matchesNames(found.get().stream().allMatch(asked::matches));
            return;
        }
        String missing = pattern.replace("*", "0");
        if (found.isPresent()
                && list(directory, missing).isEmpty()) { // a name that is not there is refused: this was none
            traits.matchesNames(true);
            return;
        }
        Optional<Matcher> plain =
                known.stream().map(PLAIN::matcher).filter(Matcher::matches).findFirst();
        if (plain.isPresent()) {
            String wanted = plain.get().group();
            Optional<List<String>> names = list(directory, plain.get().group(1) + "?");
            traits.matchesNames(names.isPresent() && names.get().contains(wanted));
        }
    }

    /** Empty if the server refuses: some do so when nothing matches, others when nothing has that very name. */
    private Optional<List<String>> list(VPath directory, String pattern) throws StorageException {
        Transfer transfer;
        try { // a path of its own, so that nothing in it is taken for a pattern
            transfer = files.exchange()
                    .transfer(new DataConnections.Request("NLST", pattern, 0, files.wirePath(directory)));
        } catch (RefusedException e) {
            return Optional.empty();
        }
        DataLines lines = new DataLines(transfer.wire(), files.target().charset());
        List<String> names = new ArrayList<>();
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                names.add(line.substring(line.lastIndexOf('/') + 1));
                if (names.size() > MOST_NAMES) {
                    transfer.abandon();
                    throw new StorageException(Reason.IO, "the list of names in " + directory + " has no end");
                }
            }
            transfer.finish();
        } catch (StorageException e) {
            throw e;
        } catch (RefusedException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw files.exchange().failed(transfer, "the list of names in " + directory + " broke off", e);
        }
        return Optional.of(names);
    }
}
