// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import io.fairlead.api.storage.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real folder. */
class LocalExtensionsTest extends ExtensionsTest {
    @TempDir
    Path folder;

    @Override
    Storage storage() {
        return local(folder);
    }
}
