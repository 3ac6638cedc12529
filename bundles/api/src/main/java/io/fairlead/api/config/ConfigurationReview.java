// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells which configurations will not do what their author expects although nothing refuses them: keys that nobody reads,
 * and files whose name leads nowhere. An OSGi service of {@code core}; it logs what it finds, too. Thread-safe.
 */
@ProviderType
public interface ConfigurationReview {
    /** What is doubtful at this moment. */
    List<Doubt> doubts();

    /**
     * One thing that is doubtful.
     *
     * @param pid of the configuration
     * @param text what it is, and what may have been meant
     */
    record Doubt(String pid, String text) {}
}
