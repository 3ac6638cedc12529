// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that changes the framework, and takes back what it did. */
abstract class FrameworkTest {
    final Framework framework = new Framework();

    @TempDir
    Path scratch;

    @AfterEach
    void takeBack() throws Exception {
        framework.close();
    }
}
