// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.config.ConfigurationReview.Doubt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewTest {
    private static final String FTP = "io.fairlead.ftp.server";
    private static final String THROTTLE = "io.fairlead.auth.throttle";

    private static final String RESTING = "io.fairlead.tftp.server";

    private final Review review = new Review(new Forms(
            Map.of(FTP, Set.of("name", "port", "export.target", "idleTimeoutSeconds"), RESTING, Set.of("name")),
            Map.of(THROTTLE, Set.of("banSeconds")),
            Set.of(RESTING)));

    private static Given factory(String name, String... keys) {
        return new Given(FTP + "~" + name, FTP, FTP + "-" + name + ".cfg", Set.of(keys));
    }

    private static Given single(String pid, String... keys) {
        return new Given(pid, null, pid + ".cfg", Set.of(keys));
    }

    @Test
    void whatIsReadIsNoDoubt() {
        assertThat(review.of(List.of(
                        factory("a", "name", "port", "export.target", "service.pid", "felix.fileinstall.filename"),
                        factory("b", "component.name", ".private", "org.apache.karaf.features.configKey"),
                        single(THROTTLE, "banSeconds"),
                        single("com.example.other", "anything"))))
                .isEmpty();
        assertThat(review.of(List.of(single(FTP, "port"))))
                .as("as long as it is alone")
                .isEmpty();
    }

    @Test
    void whoseBundleDoesNotRunNowIsNotJudged() {
        assertThat(review.of(List.of(new Given(RESTING + "~a", RESTING, RESTING + "-a.cfg", Set.of("export.target")))))
                .isEmpty();
    }

    @Test
    void aKeyNobodyReadsHasANearestOne() {
        assertThat(review.of(List.of(factory("a", "prot", "Port", "idleTimoutSecond", "colour"))))
                .containsExactly(
                        new Doubt(FTP + "~a", "nobody reads the key Port; it is spelled port"),
                        new Doubt(
                                FTP + "~a",
                                "nobody reads the key colour; docs/configuration.md has those that there are"),
                        new Doubt(
                                FTP + "~a", "nobody reads the key idleTimoutSecond; the nearest is idleTimeoutSeconds"),
                        new Doubt(FTP + "~a", "nobody reads the key prot; the nearest is port"));
        assertThat(review.of(List.of(single(THROTTLE, "banSecond"))))
                .extracting(Doubt::text)
                .containsExactly("nobody reads the key banSecond; the nearest is banSeconds");
    }

    @Test
    void aTildeInTheNameOfAFileLeadsNowhere() {
        assertThat(review.of(List.of(single(FTP + "~a", "port"))))
                .containsExactly(new Doubt(
                        FTP + "~a",
                        FTP + "~a.cfg is read by nobody: ~ is a part of the PID here; name it " + FTP + "-a.cfg"));
        var cut = new Given(FTP + "~my~x", FTP + "~my", FTP + "~my-x.cfg", Set.of());
        assertThat(review.of(List.of(cut))).singleElement().satisfies(doubt -> assertThat(doubt.text())
                .endsWith("name it " + FTP + "-my.cfg"));
    }

    @Test
    void aFileWithoutANameBesideOthersDoesNotCount() {
        assertThat(review.of(List.of(single(FTP, "port"), factory("a"))))
                .containsExactly(new Doubt(
                        FTP, FTP + ".cfg does not count beside " + FTP + "-NAME.cfg; give it a name as these have"));
    }

    @Test
    void aNameForTheOnlyOneLeadsNowhere() {
        var named = new Given(THROTTLE + "~x", THROTTLE, null, Set.of("banSeconds"));
        assertThat(review.of(List.of(named)))
                .extracting(Doubt::text)
                .containsExactly("it is read by nobody: there is one configuration, " + THROTTLE + ".cfg");
    }

    @Test
    void aPidThatNoBundleKnowsHasANearestOne() {
        assertThat(review.of(List.of(single("io.fairlead.ftp.servr"), single("io.fairlead.gopher"))))
                .extracting(Doubt::text)
                .containsExactly(
                        "io.fairlead.ftp.servr.cfg is read by nobody: no bundle here knows io.fairlead.ftp.servr; the"
                                + " nearest is " + FTP,
                        "io.fairlead.gopher.cfg is read by nobody: no bundle here knows io.fairlead.gopher");
    }

    @Test
    void lettersAreCounted() {
        assertThat(Nearest.edits("", "abc")).isEqualTo(3);
        assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.edits("Port", "port")).isZero();
        assertThat(Nearest.of("x".repeat(10_000), Set.of("x".repeat(10_000)))).isEmpty();
    }
}
