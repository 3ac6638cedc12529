// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.AttributeChanges;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Change;
import io.fairlead.api.storage.NamePattern;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.storage.Watch;
import io.fairlead.core.change.ChangeQueue;
import io.fairlead.testing.Contents;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** New rules, and rights that changed, count for what is open already. */
class OpenRulesTest extends ExportFixture {
    private static final Access[] EVERYTHING = {Access.READ, Access.WRITE, Access.ATTRIBUTES, Access.DELETE};

    private void configure(boolean readOnly, NamePattern... hidden) {
        export.configure(new ExportSettings("files", VPath.ROOT, readOnly, false, List.of(hidden)));
    }

    private static Identity alice(Right... rights) {
        return new Identity("alice", Set.of(), VPath.ROOT, Set.of(rights), Identity.Limits.NONE);
    }

    private void refusesChanges(OpenFile file, Reason reason) {
        refused(reason, () -> write(file, "y"));
        refused(reason, () -> file.resize(0));
        refused(reason, () -> file.change(AttributeChanges.modified(Instant.EPOCH)));
        refused(reason, () -> file.rename(path("/b"), true));
        refused(reason, file::delete);
        refused(reason, () -> file.deleteOnClose(true));
    }

    @Test
    void readOnlyStopsWhatIsOpen() throws Exception {
        file("/a", "x");
        try (OpenFile file = open(alice, "/a", EVERYTHING)) {
            OpenFile upload = alice.open(path("/up"), Open.replace());
            write(upload, "new");
            configure(true);
            refusesChanges(file, Reason.READ_ONLY);
            assertThat(Contents.text(file)).isEqualTo("x");
            refused(Reason.READ_ONLY, upload::close);
            configure(false);
            write(file, "y");
        }
        assertThat(Contents.names(alice, "/")).containsExactly("a");
        assertThat(text("/a")).isEqualTo("y");
    }

    @Test
    void whatIsHiddenNowIsGone() throws Exception {
        file("/a", "x");
        try (OpenFile file = open(alice, "/a", EVERYTHING)) {
            configure(false, NamePattern.ignoringCase("a"));
            refusesChanges(file, Reason.NOT_FOUND);
            refused(Reason.NOT_FOUND, () -> Contents.text(file));
            configure(false);
            assertThat(Contents.text(file)).isEqualTo("x");
        }
    }

    @Test
    void rightsThatWereTakenAwayAreGone() throws Exception {
        file("/a", "x");
        folder("/d");
        try (OpenFile file = open(alice, "/a", EVERYTHING);
                OpenFile folder = alice.open(path("/d"), Open.list())) {
            alice.user(alice(Right.LIST, Right.READ));
            refusesChanges(file, Reason.ACCESS_DENIED);
            refusedOpen(Reason.ACCESS_DENIED, () -> alice.open(path("/new"), Open.replace()));
            assertThat(Contents.text(file)).isEqualTo("x");
            alice.user(alice(Right.LIST));
            refused(Reason.ACCESS_DENIED, () -> Contents.text(file));
            folder.next(1);
            alice.user(alice());
            refused(Reason.ACCESS_DENIED, () -> folder.next(1));
            alice.user(Identity.of("alice"));
            write(file, "y");
        }
        assertThatThrownBy(() -> alice.user(Identity.of("bob"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoMayNotListAnyMoreIsToldNothing() throws Exception {
        List<Change> heard = new CopyOnWriteArrayList<>();
        List<Change> others = new CopyOnWriteArrayList<>();
        try (Watch.Subscription watch = alice.watch(VPath.ROOT, true, heard::add);
                Watch.Subscription unhindered = bob.watch(VPath.ROOT, true, others::add)) {
            Contents.makeDirectory(bob, "/a");
            await(() -> heard.size() == 1);
            alice.user(alice(Right.READ, Right.WRITE));
            Contents.makeDirectory(bob, "/secret");
            await(() -> others.size() == 2);
            for (int i = 0; i < ChangeQueue.CAPACITY + 10; i++) { // nor that it missed something
                arbiter.changes.publish(Change.of(Change.Type.CREATED, path("/a/" + i)));
            }
            watch.settle();
            alice.user(alice(Right.LIST));
            Contents.makeDirectory(bob, "/b");
            await(() -> heard.size() == 2);
            assertThat(others.get(1).path()).isEqualTo(path("/secret"));
        }
        assertThat(heard).extracting(Change::path).containsExactly(path("/a"), path("/b"));
    }

    @Test
    void aFileMarkedReadOnlyIsNotOpenedToBeChanged() throws Exception {
        file("/a", "x");
        try (OpenFile file = open(alice, "/a", Access.ATTRIBUTES, Access.DELETE)) {
            file.change(new AttributeChanges(null, null, null, Attributes.READ_ONLY, null));
            refused(Reason.READ_ONLY_FILE, () -> file.deleteOnClose(true));
        }
        refusedOpen(Reason.READ_ONLY_FILE, () -> open(bob, "/a", Access.WRITE));
        refusedOpen(
                Reason.READ_ONLY_FILE,
                () -> bob.open(path("/a"), request(ALL, Access.DELETE).withDeleteOnClose()));
        assertThat(Contents.text(bob, "/a")).isEqualTo("x");
    }

    @Test
    void firstAttributesAreThereFromTheBeginning() throws Exception {
        Instant time = Instant.parse("2001-02-03T04:05:06Z");
        EnumSet<Access> access = EnumSet.of(Access.WRITE);
        Open create = new Open(access, Open.Disposition.CREATE, Open.Kind.FILE);
        try (ExportVolume third = export.mount(Identity.of("carol"));
                OpenFile file = third.open(
                        path("/a"), OpenRequest.shared(create).withInitial(AttributeChanges.modified(time)))) {
            assertThat(file.attributes().modified()).isEqualTo(time);
            refused(Reason.ACCESS_DENIED, file::delete); // not what the caller asked for
        }
    }
}
