// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import org.junit.jupiter.api.BeforeEach;

/** A test of what configuration files say, on a folder with one file {@code f}. */
abstract class FileTest extends FrameworkTest {
    FiledSite site;

    @BeforeEach
    void prepare() throws Exception {
        site = new FiledSite(framework, scratch).files();
        site.file("f", "hello");
    }
}
