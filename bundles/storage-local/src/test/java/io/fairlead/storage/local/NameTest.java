// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local;

import static io.fairlead.storage.local.Fixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.fairlead.api.storage.InexpressibleNames;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage.Feature;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that the platform can't store are refused, never changed to fit. */
class NameTest {
    @TempDir
    Path root;

    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsWhateverLinuxTakes() throws IOException {
        String[] names = {"a\\b", "a:b", "con", "x.", " x ", "*?\"<>|", "caf\u00e9", "cafe\u0301", "\ud83d\ude00", "\n"
        };
        try (Fixture fixture = Fixture.open(root)) {
            for (String name : names) {
                Contents.write(fixture.volume(), "/" + name, name);
            }
            assertThat(Contents.names(fixture.volume(), "/")).containsExactlyInAnyOrder(names);
            for (String name : names) {
                assertThat(Contents.text(fixture.volume(), "/" + name)).isEqualTo(name);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesWhatIsTooLongOrNotText() throws IOException {
        try (Fixture fixture = Fixture.open(root)) {
            String longest = "\u00e9".repeat(127) + "x";
            Contents.write(fixture.volume(), "/" + longest, "");
            assertThat(Contents.names(fixture.volume(), "/")).containsExactly(longest);
            for (String bad : new String[] {longest + "x", "x".repeat(256), "half a pair \ud83d"}) {
                VPath path = VPath.ROOT.child(bad);
                refused(Reason.NAME_INVALID, () -> fixture.volume().attributes(path));
                refused(Reason.NAME_INVALID, () -> fixture.volume().open(path, Open.replace()));
                refused(Reason.NAME_INVALID, () -> fixture.volume().open(path.child("x"), Open.read()));
                refused(Reason.NAME_INVALID, () -> Contents.rename(fixture.volume(), "/" + longest, "/" + bad, true));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesOutNamesThatAreNoText() throws Exception {
        // The shell writes the bytes: a name in Latin-1, and one that looks like what the JDK makes of the first.
        String script = "cd \"$1\" && touch \"$(printf 'caf\\351')\" && touch \"$(printf 'caf\\357\\277\\275')\" plain";
        Process shell = new ProcessBuilder("sh", "-c", script, "sh", root.toString()).start();
        assertThat(shell.waitFor()).isZero();
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(Contents.names(fixture.volume(), "/")).containsExactlyInAnyOrder("plain", "caf\ufffd");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tellsWhyADirectoryStaysThatLooksEmpty() throws Exception {
        String script =
                "cd \"$1\" && mkdir d e && touch \"$(printf 'd/\\351')\" \"$(printf 'd/\\352')\" \"$(printf 'e/\\351')\""
                        + " e/plain";
        Process shell = new ProcessBuilder("sh", "-c", script, "sh", root.toString()).start();
        assertThat(shell.waitFor()).isZero();
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(Contents.names(fixture.volume(), "/d")).isEmpty();
            assertThatThrownBy(() -> Contents.delete(fixture.volume(), "/d"))
                    .isInstanceOfSatisfying(
                            InexpressibleNames.class, x -> assertThat(x.count()).isEqualTo(2));
            assertThatThrownBy(() -> Contents.delete(fixture.volume(), "/e"))
                    .isInstanceOf(StorageException.class)
                    .isNotInstanceOf(InexpressibleNames.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"con", "NUL.txt", "com1", "a.", "a:b", "a\\b", "a*", "lpt9.x.y"})
    void refusesWhatWindowsWouldChange(String name) throws IOException {
        try (FileSystem fileSystem = Jimfs.newFileSystem(Configuration.windows())) {
            Path folder = Files.createDirectory(fileSystem.getPath("C:\\served"));
            try (Fixture fixture = Fixture.open(folder)) {
                refused(Reason.NAME_INVALID, () -> Contents.write(fixture.volume(), "/" + name, ""));
                refused(Reason.NAME_INVALID, () -> fixture.volume().attributes(VPath.of("/" + name)));
            }
        }
    }

    @Test
    void findsOutWhetherCaseMatters() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
                FileSystem unix = Jimfs.newFileSystem(Configuration.unix())) {
            LocalSettings insensitive = LocalSettings.of(windows.getPath("C:\\work"));
            LocalSettings sensitive = LocalSettings.of(unix.getPath("/work"));
            assertThat(folds(insensitive)).isTrue();
            assertThat(folds(sensitive)).isFalse();
            Files.createFile(insensitive.root().resolve("Some.file"));
            Files.createFile(sensitive.root().resolve("Some.file"));
            assertThat(folds(insensitive.withReadOnly(true))).isTrue();
            assertThat(folds(sensitive.withReadOnly(true))).isFalse();
            assertThat(folds(sensitive.withLetterCase(LocalSettings.LetterCase.INSENSITIVE)))
                    .isTrue();
        }
    }

    private static boolean folds(LocalSettings settings) throws IOException {
        try (LocalStorage storage = LocalStorage.open(settings)) {
            return storage.features().contains(Feature.CASE_INSENSITIVE);
        }
    }

    /** Up to Java 17, file names follow the locale that the JVM was started in. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void manglesNothingInThePlainCLocale() throws Exception {
        Files.writeString(root.resolve("caf\u00e9"), "old");
        Map<String, String> plain = Map.of("LC_ALL", "POSIX", "LANG", "POSIX");
        try (ChildProcess child = ChildProcess.start(CLocale.class, plain, root.toString())) {
            child.await("done");
        }
        try (Fixture fixture = Fixture.open(root)) {
            assertThat(Contents.names(fixture.volume(), "/")).allMatch(name -> name.matches("caf\u00e9|\u00fc|ascii"));
            assertThat(Contents.text(fixture.volume(), "/caf\u00e9")).isEqualTo("old");
        }
    }

    /** Uses names beyond ASCII in whatever locale it is started in. */
    static final class CLocale {
        private CLocale() {}

        public static void main(String[] arguments) throws IOException {
            try (Fixture fixture = Fixture.open(Path.of(arguments[0]))) {
                Contents.write(fixture.volume(), "/ascii", "");
                try {
                    Contents.write(fixture.volume(), "/\u00fc", "");
                } catch (StorageException x) {
                    if (x.reason() != Reason.NAME_INVALID) {
                        throw x;
                    }
                }
                for (String name : Contents.names(fixture.volume(), "/")) {
                    fixture.volume().attributes(VPath.ROOT.child(name));
                }
                System.out.println("done");
            }
        }
    }
}
