// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.Optional;
import java.util.regex.MatchResult;

/** A remap file at work on one name. One thread. */
final class Remapping {
    private static final int MOST_STEPS = 4096; // rules may send each other around in circles
    private static final int MOST_CHARACTERS = 4096;

    private final RemapFile file;
    private final Asker asker;
    private final RemapFile.Probe probe;
    private final BoundedText.Budget budget = new BoundedText.Budget();
    private int steps;

    Remapping(RemapFile file, Asker asker, RemapFile.Probe probe) {
        this.file = file;
        this.asker = asker;
        this.probe = probe;
    }

    String apply(String requested) throws StorageException {
        String name = requested;
        for (int i = 0; i < file.rules().size(); ) {
            RemapRule rule = file.rules().get(i++);
            if (!rule.concerns(asker)) {
                continue;
            }
            step();
            RemapRule.Hit hit = rule.hit(name, budget);
            if (!hit.executed()) {
                continue;
            }
            if (rule.has('a')) {
                throw new Refusal("refused by line " + rule.line() + " of the remap file", expand(rule, hit.match()));
            }
            String changed = rule.has('r') ? rewritten(rule, name, hit.match()) : name;
            if (rule.has('E') && !probe.transferable(changed)) {
                continue;
            }
            name = changed;
            if (rule.has('e') || rule.has('E')) {
                break;
            }
            if (rule.has('s')) {
                i = 0;
            } else if (rule.has('j')) {
                i = label(rule, hit.match());
            }
        }
        return name;
    }

    private int label(RemapRule rule, MatchResult match) throws StorageException {
        String label = expand(rule, match);
        Integer behind = file.labels().get(label);
        if (behind == null) {
            throw new StorageException(
                    Reason.NAME_INVALID, "line " + rule.line() + " of the remap file leads to no label");
        }
        return behind;
    }

    private String rewritten(RemapRule rule, String before, MatchResult first) throws StorageException {
        String name = before;
        MatchResult match = first;
        while (true) {
            String put = expand(rule, match);
            int end = match.start() + put.length();
            name = name.substring(0, match.start()) + put + name.substring(match.end());
            step();
            if (name.length() > MOST_CHARACTERS) {
                throw endless();
            }
            if (!rule.has('g')) {
                return name;
            }
            int from = !rule.once() ? 0 : match.end() > match.start() ? end : end + 1; // past a match of nothing
            Optional<MatchResult> next =
                    from > name.length() ? Optional.empty() : rule.regex().find(name, from, budget);
            if (next.isEmpty()) {
                return name;
            }
            match = next.get();
        }
    }

    private String expand(RemapRule rule, MatchResult match) {
        return rule.replacement().expand(match, asker);
    }

    private void step() throws StorageException {
        if (++steps > MOST_STEPS) {
            throw endless();
        }
    }

    private static StorageException endless() {
        return new StorageException(Reason.NAME_INVALID, "remap rules do not end with this name");
    }
}
