// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a console's form for a configuration shows: a text for each key and for each value of a list of choices. */
class FormTest {
    /** What the end of a key promises, and the word for it. */
    private static final Map<String, String> UNITS = Map.of(
            "Seconds", "second",
            "Millis", "millisecond",
            "Minutes", "minute",
            "Bytes", "byte",
            "BlockSize", "byte",
            "MiB", "mib",
            "port", "port");

    @TestFactory
    List<DynamicTest> everyKeyTellsWhatItIs() throws IOException {
        return keys().stream()
                .map(key -> DynamicTest.dynamicTest(name(key), () -> {
                    String text = key.getAttribute("description");
                    assertThat(key.getAttribute("name")).isNotBlank();
                    assertThat(text).contains("default");
                    UNITS.forEach((end, unit) -> {
                        if (key.getAttribute("id").endsWith(end)) {
                            assertThat(text.toLowerCase(Locale.ROOT)).contains(unit);
                        }
                    });
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyChoiceHasALabel() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Element key : keys()) {
            for (Element option : elements(key, "Option")) {
                tests.add(DynamicTest.dynamicTest(
                        name(key) + " " + option.getAttribute("value"),
                        () -> assertThat(option.getAttribute("label")).isNotBlank()));
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    private static String name(Element key) {
        return ((Element) key.getParentNode()).getAttribute("id") + " " + key.getAttribute("id");
    }

    private static List<Element> keys() throws IOException {
        List<Element> keys = new ArrayList<>();
        for (Element root : ConfigurationPage.metatypes()) {
            keys.addAll(elements(root, "AD"));
        }
        assertThat(keys).hasSizeGreaterThan(50);
        return keys;
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
