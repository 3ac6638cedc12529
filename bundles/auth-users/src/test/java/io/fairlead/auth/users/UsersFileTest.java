// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.NtHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    static final KdfCost CHEAP = new KdfCost(8, 1, 1);
    private static final char[] SECRET = "secret".toCharArray();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("etc/users");
    }

    @Test
    void aNewFileIsPrivateAndWhole() throws Exception {
        UsersFile users = UsersFile.load(file, CHEAP);
        assertThat(users.users()).isEmpty();
        users.add("alice", SECRET, UserOptions.parse("groups=staff home=/alice"));
        assertThat(file).doesNotExist();
        users.save();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("etc").toFile().list()).containsExactly("users");
        assertThat(Files.readString(file))
                .matches("alice:\\$argon2id\\$v=19\\$m=8,t=1,p=1\\$\\S+ groups=staff home=/alice\n");
        User read = UsersFile.load(file).find("ALICE").orElseThrow();
        assertThat(read.passwordHash().matches(SECRET)).isTrue();
    }

    @Test
    void commentsOrderAndUntouchedLinesStay() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                # our people

                  bob:*    up=1024   home="/b"
                # gone soon
                carol:*
                dave:* disabled
                """);
        UsersFile users = UsersFile.load(file, CHEAP);
        users.remove("Carol");
        users.setOptions("dave", users.find("dave").orElseThrow().options().withDisabled(false));
        users.add("erin", SECRET, UserOptions.DEFAULT);
        users.save();
        assertThat(Files.readString(file))
                .startsWith(
                        """
                        # our people

                          bob:*    up=1024   home="/b"
                        # gone soon
                        dave:*
                        erin:$argon2id$""");
        users.setPassword("BOB", SECRET);
        users.save();
        assertThat(Files.readAllLines(file).get(2)).matches("bob:\\$argon2id\\S+ home=/b up=1K");
    }

    @Test
    void theNtHashFollowsThePasswordOrGoes() throws Exception {
        UsersFile users = UsersFile.load(file, CHEAP);
        users.add("alice", SECRET, UserOptions.DEFAULT.withNtlm(true));
        users.setPassword("alice", "other".toCharArray());
        assertThat(users.find("alice").orElseThrow().ntHash()).isEqualTo(NtHash.of("other".toCharArray()));
        users.setOptions("alice", UserOptions.DEFAULT);
        assertThat(users.find("alice").orElseThrow().ntHash()).isNull();
        assertThatThrownBy(() -> users.setOptions("alice", UserOptions.DEFAULT.withNtlm(true)))
                .hasMessage("user alice needs a new password to be allowed NTLM");
        users.replace("alice", SECRET, UserOptions.DEFAULT.withNtlm(true));
        assertThat(users.find("alice").orElseThrow().ntHash()).isEqualTo(NtHash.of(SECRET));
    }

    @Test
    void generatedPasswordsCanBeMadeAnewUntilSomebodySetsOne() throws Exception {
        UsersFile users = UsersFile.load(file, CHEAP);
        char[] first = users.addGenerated("fairlead", UserOptions.DEFAULT);
        users.add("bob", SECRET, UserOptions.DEFAULT);
        assertThat(new String(first)).matches("[A-Za-z0-9]{20}");
        users.save();
        UsersFile later = UsersFile.load(file, CHEAP);
        Map<String, char[]> made = later.regeneratePasswords();
        assertThat(made.keySet()).containsExactly("fairlead");
        User user = later.find("fairlead").orElseThrow();
        assertThat(user.passwordHash().matches(made.get("fairlead"))).isTrue();
        assertThat(user.passwordHash().matches(first)).isFalse();
        assertThat(user.options().generated()).isTrue();
        later.setPassword("fairlead", SECRET);
        assertThat(later.regeneratePasswords()).isEmpty();
    }

    @Test
    void wrongRequestsAreSaid() throws Exception {
        UsersFile users = UsersFile.load(file, CHEAP);
        users.add("alice", SECRET, UserOptions.DEFAULT);
        assertThatThrownBy(() -> users.add("Alice", SECRET, UserOptions.DEFAULT))
                .hasMessage("user Alice is in " + file + " already");
        assertThatThrownBy(() -> users.remove("bob")).hasMessage("no user bob in " + file);
        assertThatThrownBy(() -> users.setPassword("bob", SECRET)).hasMessage("no user bob in " + file);
        assertThatThrownBy(() -> users.add("b:b", SECRET, UserOptions.DEFAULT)).hasMessageContaining("not valid");
        assertThatThrownBy(() -> users.add("bob", new char[0], UserOptions.DEFAULT))
                .hasMessage("the password has 0 characters; expected 1 to 1024");
        assertThatThrownBy(() -> users.add("bob", "a\r\nb".toCharArray(), UserOptions.DEFAULT))
                .hasMessage("the password holds a control character");
        assertThat(users.users()).hasSize(1);
    }

    @Test
    void brokenLinesAreNamedByNumber() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "# x\nalice\nbob:*\nBob:*\ncarol:* x=1\n\n");
        assertThatThrownBy(() -> UsersFile.load(file))
                .isInstanceOf(UsersFileException.class)
                .hasMessageStartingWith(file + ": line 2: no colon; expected name:hash, then options; "
                        + "line 4: user \"Bob\" is there twice; line 5: unknown option \"x=\"");
        Files.writeString(file, "x\n".repeat(8));
        assertThatThrownBy(() -> UsersFile.load(file)).hasMessageEndingWith("; and 3 more");
        Files.write(file, new byte[] {'a', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> UsersFile.load(file)).hasMessage(file + ": not UTF-8 text");
        assertThatThrownBy(() -> UsersFile.load(folder)).hasMessageStartingWith(folder + ": cannot be read");
    }

    @Test
    void aChangeBySomebodyElseIsNotOverwritten() throws Exception {
        UsersFile users = UsersFile.load(file, CHEAP);
        users.add("alice", SECRET, UserOptions.DEFAULT);
        users.save();
        UsersFile other = UsersFile.load(file, CHEAP);
        other.add("bob", SECRET, UserOptions.DEFAULT);
        other.save();
        users.remove("alice");
        assertThatThrownBy(users::save)
                .isInstanceOf(UsersFileException.class)
                .hasMessage(file + ": changed by somebody else meanwhile; nothing was written");
        assertThat(UsersFile.load(file).users()).extracting(User::name).containsExactly("alice", "bob");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Files.createDirectories(file.getParent());
        Path real = Files.createFile(folder.resolve("real"));
        Files.createSymbolicLink(file, real);
        UsersFile users = UsersFile.load(file, CHEAP);
        users.add("alice", SECRET, UserOptions.DEFAULT);
        users.save();
        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(Files.readString(real)).startsWith("alice:");
    }

    @Test
    void arraysStayTheCallers() throws Exception {
        char[] password = Arrays.copyOf(SECRET, SECRET.length);
        UsersFile.load(file, CHEAP).add("alice", password, UserOptions.DEFAULT.withNtlm(true));
        assertThat(password).isEqualTo(SECRET);
    }
}
