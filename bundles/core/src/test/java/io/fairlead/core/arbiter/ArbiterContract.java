// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.arbiter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What any implementation of the tables in this package must keep. A test class of one extends this. */
@Timeout(60)
public abstract class ArbiterContract
        implements ShareContract,
                DeletionContract,
                NameContract,
                NameWaitContract,
                RangeLockContract,
                ParkingContract,
                ChangeContract,
                LeaseContract,
                LeaseBreakContract,
                LeaseWaitContract {
    private Tables tables;

    @BeforeEach
    void makeTables() {
        tables = make(FEATURES, SOON);
    }

    @Override
    public final Tables tables() {
        return tables;
    }
}
