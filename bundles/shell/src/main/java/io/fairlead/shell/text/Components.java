// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.text;

import java.util.List;
import java.util.Map;

/** What is known of the components behind the services; only there where somebody can be asked. */
interface Components {
    /** What is configured and does not run, or does without something, each as the name, a tab and the reason. */
    List<String> problems();

    /**
     * What the component that made a service uses.
     *
     * @param bundle which registered the service
     * @param name the value of its key {@code name}
     * @return by interface, as {@code Export}: the name of the service in use, or what is missing; empty if it is not known
     */
    Map<String, String> uses(long bundle, String name);

    /** Where nobody can be asked. */
    Components UNKNOWN = new Components() {
        @Override
        public List<String> problems() {
            return List.of();
        }

        @Override
        public Map<String, String> uses(long bundle, String name) {
            return Map.of();
        }
    };
}
