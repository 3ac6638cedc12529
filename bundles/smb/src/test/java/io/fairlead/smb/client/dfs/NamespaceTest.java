// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.dfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.client.connection.ConnectionLostException;
import io.fairlead.smb.client.connection.StatusException;
import io.fairlead.smb.dfsc.Referral;
import io.fairlead.smb.dfsc.ReferralResponse;
import io.fairlead.smb.protocol.Command;
import io.fairlead.smb.protocol.NtStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Referrals against servers that do as they are told. */
class NamespaceTest {
    private static final int TTL = 100;
    private static final StatusException NOT_COVERED =
            new StatusException(Command.CREATE, NtStatus.PATH_NOT_COVERED.code());

    private final Peer peer = new Peer();
    private long now = 5; // nanoseconds

    /** Several servers. */
    private static final class Peer implements Namespace.Peers {
        final Map<String, ReferralResponse> answers = new HashMap<>(); // by path
        final Set<String> down = new HashSet<>(); // hosts
        final Set<String> missing = new HashSet<>(); // \host\share
        final List<String> asked = new ArrayList<>();
        final List<String> reached = new ArrayList<>();

        @Override
        public void reach(String host, String share) throws IOException {
            reached.add(host);
            requireUp(host);
            if (missing.contains("\\" + host + "\\" + share)) {
                throw new StatusException(Command.TREE_CONNECT, NtStatus.BAD_NETWORK_NAME.code());
            }
        }

        private void requireUp(String host) throws IOException {
            if (down.contains(host)) {
                throw new ConnectionLostException(host + " is down", false, null);
            }
        }

        @Override
        public ReferralResponse ask(UncPath path) throws IOException {
            asked.add(path.toString());
            requireUp(path.host());
            ReferralResponse answer = answers.get(path.toString());
            if (answer == null) {
                throw new StatusException(Command.IOCTL, NtStatus.OBJECT_NAME_NOT_FOUND.code());
            }
            return answer;
        }
    }

    private Namespace namespace(String option) {
        return new Namespace(ReferralHosts.of(option, "h"), peer, () -> now);
    }

    private static UncPath path(String text) {
        return UncPath.parse(text).orElseThrow();
    }

    private void refers(String path, int consumed, String... targets) {
        peer.answers.put(
                path,
                new ReferralResponse(
                        2 * consumed,
                        ReferralResponse.STORAGE_SERVERS,
                        Arrays.stream(targets)
                                .map(target -> Referral.target(4, 0, 0, TTL, path, target))
                                .toList()));
    }

    /** Has it say that another server has what was looked for, as a CREATE would. */
    private static Namespace.Found followed(Namespace namespace, String path) throws IOException {
        Namespace.Found found = namespace.reached(path(path));
        assertThat(namespace.follows(found, NOT_COVERED)).isTrue();
        return namespace.reached(path(path));
    }

    @Test
    void followsAReferralForAllBelow() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\l\\x", 6, "\\t\\s\\sub");
        Namespace.Found below = followed(namespace, "\\h\\d\\l\\x");
        assertThat(below).isEqualTo(new Namespace.Found(path("\\t\\s\\sub\\x"), true, false));
        assertThat(namespace.reached(path("\\H\\D\\L\\y\\z")).path()).isEqualTo(path("\\t\\s\\sub\\y\\z"));
        assertThat(namespace.reached(path("\\h\\d\\l")))
                .isEqualTo(new Namespace.Found(path("\\t\\s\\sub"), true, true));
        assertThat(namespace.reached(path("\\h\\d\\link")).referred()).isFalse();
        assertThat(namespace.known(path("\\h\\d\\l\\y")).path()).isEqualTo(path("\\t\\s\\sub\\y"));
        assertThat(peer.asked).hasSize(1);
    }

    @Test
    void goesToTheNextTargetAndStaysThere() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\l", 6, "\\a\\s", "\\b\\s", "\\c\\s");
        peer.down.add("a");
        peer.missing.add("\\b\\s");
        assertThat(followed(namespace, "\\h\\d\\l").path()).isEqualTo(path("\\c\\s"));
        peer.down.clear();
        peer.reached.clear();
        assertThat(namespace.reached(path("\\h\\d\\l")).path()).isEqualTo(path("\\c\\s"));
        assertThat(peer.reached).containsExactly("c");
        peer.down.add("c");
        assertThat(namespace.reached(path("\\h\\d\\l")).path()).isEqualTo(path("\\a\\s"));
    }

    @Test
    void asksAnewIfNoTargetIsReached() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\l", 6, "\\a\\s", "\\b\\s");
        peer.down.addAll(List.of("a", "b"));
        StorageException e = catchThrowableOfType(StorageException.class, () -> followed(namespace, "\\h\\d\\l"));
        assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(e).hasMessageContaining("a is down");
        refers("\\h\\d\\l", 6, "\\c\\s");
        assertThat(followed(namespace, "\\h\\d\\l").path()).isEqualTo(path("\\c\\s"));
    }

    @Test
    void asksAgainWhenItsTimeIsOver() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\l", 6, "\\a\\s", "\\b\\s");
        peer.down.add("a");
        followed(namespace, "\\h\\d\\l");
        now += TimeUnit.SECONDS.toNanos(TTL) - 1;
        namespace.reached(path("\\h\\d\\l\\x"));
        assertThat(peer.asked).hasSize(1);
        now++;
        peer.down.clear();
        assertThat(namespace.reached(path("\\h\\d\\l\\x")).path()).isEqualTo(path("\\b\\s\\x")); // it is one still
        assertThat(peer.asked).hasSize(2);
        now += TimeUnit.SECONDS.toNanos(TTL);
        refers("\\h\\d\\l", 6, "\\c\\s");
        assertThat(namespace.reached(path("\\h\\d\\l\\x")).path()).isEqualTo(path("\\c\\s\\x"));
        now += TimeUnit.SECONDS.toNanos(TTL);
        peer.answers.clear(); // it is a folder now
        assertThat(namespace.reached(path("\\h\\d\\l\\x")).path()).isEqualTo(path("\\h\\d\\l\\x"));
    }

    @Test
    void goesOnWithWhatItKnowsIfItCanNotAsk() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\l", 6, "\\a\\s");
        followed(namespace, "\\h\\d\\l");
        now += TimeUnit.SECONDS.toNanos(TTL);
        peer.down.add("h");
        assertThat(namespace.reached(path("\\h\\d\\l")).path()).isEqualTo(path("\\a\\s"));
        namespace.reached(path("\\h\\d\\l"));
        assertThat(peer.asked).hasSize(2); // not at each call
    }

    @Test
    void endsWhereReferralsGoRound() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\a", 6, "\\h\\d\\b");
        refers("\\h\\d\\b", 6, "\\h\\d\\a");
        followed(namespace, "\\h\\d\\a");
        StorageException e = catchThrowableOfType(StorageException.class, () -> followed(namespace, "\\h\\d\\a"));
        assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(peer.reached).hasSizeLessThan(3 * Namespace.MOST_HOPS);
    }

    @Test
    void doesNotFollowALinkToItself() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\a", 6, "\\H\\D\\A");
        assertThat(namespace.follows(namespace.reached(path("\\h\\d\\a")), NOT_COVERED))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same", "other,*.example.com"})
    void logsInNowhereElse(String option) throws Exception {
        Namespace namespace = namespace(option);
        refers("\\h\\d\\l", 6, "\\evil\\s", "\\example.com.evil\\s");
        StorageException e = catchThrowableOfType(StorageException.class, () -> followed(namespace, "\\h\\d\\l"));
        assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED);
        assertThat(e).hasMessageContaining("evil").hasMessageContaining("smb.dfs");
        assertThat(peer.reached).doesNotContain("evil", "example.com.evil");
    }

    @Test
    void takesTheTargetThatIsAllowed() throws Exception {
        Namespace namespace = namespace("*.example.com");
        refers("\\h\\d\\l", 6, "\\evil\\s", "\\a.example.com\\s");
        assertThat(followed(namespace, "\\h\\d\\l").path()).isEqualTo(path("\\a.example.com\\s"));
        assertThat(peer.reached).containsExactly("a.example.com");
    }

    @Test
    void asksNobodyIfReferralsAreNotFollowed() throws Exception {
        Namespace namespace = namespace("off");
        refers("\\h\\d\\l", 6, "\\h\\s");
        assertThat(namespace.follows(namespace.reached(path("\\h\\d\\l")), NOT_COVERED))
                .isFalse();
        assertThat(peer.asked).isEmpty();
    }

    @Test
    void findsTheRootOfANamespaceOnOtherServers() throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\ns", 5, "\\root\\ns");
        refers("\\root\\ns\\l", 10, "\\domain\\second");
        peer.missing.add("\\domain\\second");
        refers("\\domain\\second", 14, "\\t\\s");
        StatusException none = new StatusException(Command.TREE_CONNECT, NtStatus.BAD_NETWORK_NAME.code());
        UncPath path = path("\\h\\ns\\l\\x");
        assertThat(namespace.follows(namespace.reached(path), none)).isTrue();
        assertThat(namespace.reached(path)).isEqualTo(new Namespace.Found(path("\\root\\ns\\l\\x"), true, false));
        refers("\\root\\ns\\l\\x", 10, "\\domain\\second");
        assertThat(namespace.follows(namespace.reached(path), NOT_COVERED)).isTrue();
        assertThat(namespace.reached(path)).isEqualTo(new Namespace.Found(path("\\t\\s\\x"), true, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 200})
    void refusesAnAnswerAboutAnotherPath(int consumed) throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\link", consumed, "\\t\\s");
        assertThatThrownBy(() -> namespace.follows(namespace.reached(path("\\h\\d\\link")), NOT_COVERED))
                .isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\t", "", "\\t\\s\\..\\x", "\\t\\s\\a/b", "\\user@t\\s", "\\t:445\\s", "\\t\\s\\a:b"})
    void leavesOutTargetsThatAreNone(String target) throws Exception {
        Namespace namespace = namespace("any");
        refers("\\h\\d\\l", 6, target);
        assertThat(namespace.follows(namespace.reached(path("\\h\\d\\l")), NOT_COVERED))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "same, server.example.com, server.example.com, server.example.com",
        "same, server.example.com, SERVER, server.example.com",
        "same, server.example.com, server2,",
        "same, 10.0.0.1, 10,",
        "same, 10.0.0.1, 10.0.0.1, 10.0.0.1",
        "off, server, other,",
        "any, server, other, other",
        "'one, TWO', server, two, two",
        "'one, two', server, three,",
        "*.example.com, server, a.b.example.com, a.b.example.com",
        "*.example.com, server, example.com,",
        "*.example.com, server, badexample.com,"
    })
    void knowsWhichHostsAreAllowed(String option, String own, String named, String expected) {
        assertThat(ReferralHosts.of(option, own).allowed(named).orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,,b", "*", "a b", "*example.com", "a@b"})
    void refusesOtherOptions(String option) {
        assertThatThrownBy(() -> ReferralHosts.of(option, "h")).isInstanceOf(IllegalArgumentException.class);
    }
}
