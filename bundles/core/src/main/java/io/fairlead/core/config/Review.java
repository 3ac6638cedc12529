// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.config;

import io.fairlead.api.config.ConfigurationReview.Doubt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what was given with what can be given. Names of files are those of File Install (Felix and Karaf):
 * {@code PID.cfg}, or {@code FACTORYPID-NAME.cfg}, cut at the first {@code -}; a {@code ~}, as other tools have it, is a
 * part of the PID there.
 */
record Review(Forms forms) {
    private static final String OURS = "io.fairlead.";

    /** Properties that are no keys of a configuration: the framework's, File Install's, Karaf's, the Configurator's. */
    private static final List<String> NO_KEYS =
            List.of("service.", "component.", "felix.", "org.", "osgi.", "configuration.", ".", ":");

    List<Doubt> of(Collection<Given> all) {
        List<Doubt> doubts = new ArrayList<>();
        for (Given given : all) {
            if (given.kind().startsWith(OURS)) {
                look(given, all, doubts);
            }
        }
        return doubts;
    }

    private void look(Given given, Collection<Given> all, List<Doubt> doubts) {
        String kind = given.kind();
        String place = given.file() == null ? "it" : given.file();
        int tilde = kind.indexOf('~');
        if (tilde >= 0 && forms.factories().containsKey(kind.substring(0, tilde))) {
            String name = kind.substring(tilde + 1).replace('-', '_');
            doubts.add(new Doubt(
                    given.pid(),
                    place + " is read by nobody: ~ is a part of the PID here; name it " + kind.substring(0, tilde) + "-"
                            + name + ".cfg"));
        } else if (forms.factories().containsKey(kind)) {
            if (given.factoryPid() == null && all.stream().anyMatch(other -> kind.equals(other.factoryPid()))) {
                doubts.add(new Doubt(
                        given.pid(),
                        place + " does not count beside " + kind + "-NAME.cfg; give it a name as these have"));
            }
            keys(given, forms.factories().get(kind), doubts);
        } else if (forms.singles().containsKey(kind)) {
            if (given.factoryPid() != null) {
                doubts.add(new Doubt(
                        given.pid(), place + " is read by nobody: there is one configuration, " + kind + ".cfg"));
            }
            keys(given, forms.singles().get(kind), doubts);
        } else {
            doubts.add(
                    new Doubt(given.pid(), place + " is read by nobody: no bundle here knows " + kind + meant(kind)));
        }
    }

    private String meant(String kind) {
        Set<String> known = new TreeSet<>(forms.factories().keySet());
        known.addAll(forms.singles().keySet());
        return Nearest.of(kind, known).map(near -> "; the nearest is " + near).orElse("");
    }

    private void keys(Given given, Set<String> known, List<Doubt> doubts) {
        if (forms.resting().contains(given.kind())) {
            return;
        }
        for (String key : new TreeSet<>(given.keys())) {
            if (!known.contains(key) && NO_KEYS.stream().noneMatch(key::startsWith)) {
                String near = Nearest.of(key, known)
                        .map(name -> name.equalsIgnoreCase(key) ? "it is spelled " + name : "the nearest is " + name)
                        .orElse("docs/configuration.md has those that there are");
                doubts.add(new Doubt(given.pid(), "nobody reads the key " + key + "; " + near));
            }
        }
    }
}
