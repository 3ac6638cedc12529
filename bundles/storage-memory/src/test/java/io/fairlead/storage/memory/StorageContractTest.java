// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.fairlead.api.storage.Storage;
import io.fairlead.testing.StorageContract;
import io.fairlead.testing.contract.OpenContract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** That the contract finds mistakes: for each, the group of tests that it belongs to must fail. */
class StorageContractTest {
    private static Flaw present;

    /** Not run by itself: its name is not that of a test. */
    static final class OfFlawedStorage extends StorageContract {
        @Override
        protected Storage storage() {
            return new FlawedStorage(present);
        }
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void findsTheFlaw(Flaw flaw) {
        assertThat(failures(flaw, flaw.foundBy())).isNotEmpty();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(failures(null, OpenContract.class)).isEmpty();
    }

    private static List<TestExecutionSummary.Failure> failures(Flaw flaw, Class<?> group) {
        present = flaw;
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(OfFlawedStorage.class))
                .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(belongsTo(group, test)))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        assertThat(listener.getSummary().getTestsStartedCount()).isPositive();
        return listener.getSummary().getFailures();
    }

    private static boolean belongsTo(Class<?> group, TestDescriptor test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod().getDeclaringClass())
                .filter(group::equals)
                .isPresent();
    }
}
