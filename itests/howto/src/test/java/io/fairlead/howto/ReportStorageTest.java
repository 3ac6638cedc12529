// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.api.storage.Storage;
import io.fairlead.testing.StorageContract;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The contract suite over a read-only storage: it is filled from behind. */
class ReportStorageTest extends StorageContract {
    private final NavigableMap<String, byte[]> reports = new TreeMap<>();

    @Override
    protected Storage storage() {
        return new ReportStorage(reports);
    }

    @Override
    public void populate(List<Sample> samples) {
        for (Sample sample : samples) {
            assumeTrue(sample.content() != null && sample.path().names().size() == 1, "the storage is one flat folder");
            reports.put(sample.path().name(), sample.content());
        }
    }
}
