// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.acl.Ace;
import io.fairlead.api.acl.Acl;
import io.fairlead.api.acl.FileAccess;
import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.api.acl.Sid;
import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Links;
import io.fairlead.api.storage.Node;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Open.Disposition;
import io.fairlead.api.storage.Open.Kind;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Symlinks;
import io.fairlead.api.storage.Volume;
import io.fairlead.api.storage.Xattrs;
import io.fairlead.core.Exports;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Descriptors, as sessions of every protocol meet them. */
@Timeout(60)
class SecurityTest extends ExportFixture {
    private static final Sid ALICE = Sid.ofAccount("alice");
    private static final int DACL = SecurityDescriptor.DACL;
    private static final int HEIRS = Ace.OBJECT_INHERIT | Ace.CONTAINER_INHERIT;

    private static SecurityDescriptor only(Ace... entries) {
        return SecurityDescriptor.of(null, null, Acl.of(entries));
    }

    private void protect(ExportVolume by, String path, Ace... entries) throws StorageException {
        try (OpenFile file = by.open(path(path), Open.attributes())) {
            file.security(only(entries), DACL);
        }
    }

    private SecurityDescriptor security(ExportVolume by, String path) throws StorageException {
        try (OpenFile file = by.open(path(path), new Open(Set.of(), Disposition.OPEN, Kind.ANY))) {
            return file.security();
        }
    }

    private static Open make(Kind kind) {
        return new Open(EnumSet.of(Access.WRITE), Disposition.CREATE, kind);
    }

    @Test
    void nobodyIsKeptOutWhereNothingIsSet() throws Exception {
        file("/a", "x");
        SecurityDescriptor told = security(bob, "/a");
        assertThat(told.owner()).isEqualTo(Sid.ofAccount("bob"));
        assertThat(told.dacl().entries()).containsExactly(Ace.allow(Sid.EVERYONE, FileAccess.ALL, 0));
        assertThat(bob.grantedAccess(path("/a"), Links.FOLLOW)).isEqualTo(FileAccess.ALL);
    }

    @Test
    void aListKeepsOthersOutWhateverTheProtocol() throws Exception {
        file("/a", "x");
        protect(alice, "/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/a"), Open.read()));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/a"), Open.openOrCreate(Access.APPEND)));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/a"), Open.attributes()));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/a"), Open.replace()));
        refused(
                Reason.ACCESS_DENIED,
                () -> bob.open(path("/a"), request(Disposition.OPEN, ALL).withTruncate()));
        alice.open(path("/a"), Open.read()).close();
        assertThat(text("/a")).isEqualTo("x");
        assertThat(security(alice, "/a").owner()).isEqualTo(ALICE);
        assertThat(bob.isReadable(path("/a"))).isFalse();
        assertThat(alice.isReadable(path("/a"))).isTrue();
    }

    @Test
    void whoMayDeleteWhatIsInAFolderNeedsNoRightToTheFile() throws Exception {
        folder("/d");
        file("/d/a", "x");
        file("/d/b", "x");
        protect(alice, "/d/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        assertThat(bob.grantedAccess(path("/d/a"), Links.FOLLOW))
                .isEqualTo(FileAccess.DELETE | FileAccess.READ_ATTRIBUTES);
        try (OpenFile file = bob.open(path("/d/a"), Open.delete())) {
            file.delete();
        }
        protect(alice, "/d/b", Ace.allow(ALICE, FileAccess.ALL, 0));
        protect(alice, "/d", Ace.allow(ALICE, FileAccess.ALL, 0), Ace.allow(Sid.EVERYONE, FileAccess.READ_DATA, 0));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/d/b"), Open.delete()));
    }

    @Test
    void nothingIsMadeWhereOneMayNotMakeIt() throws Exception {
        folder("/d");
        file("/d/old", "x");
        file("/b", "x");
        protect(alice, "/d", Ace.allow(ALICE, FileAccess.ALL, 0), Ace.allow(Sid.EVERYONE, FileAccess.READ_DATA, HEIRS));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/d/new"), make(Kind.FILE)));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/d/new"), Open.createDirectory()));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/d/new"), Open.replace()));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/d/new"), Open.openOrCreate(Access.READ)));
        refused(
                Reason.ACCESS_DENIED,
                () -> bob.open(
                        path("/d/new"),
                        request(Disposition.CREATE, ALL, Access.WRITE).withStream("s")));
        bob.open(path("/d/old"), Open.openOrCreate(Access.READ)).close();
        try (OpenFile file = bob.open(path("/b"), Open.delete())) {
            refused(Reason.ACCESS_DENIED, () -> file.rename(path("/d/b"), false));
            refused(Reason.ACCESS_DENIED, () -> file.rename(path("/d/old"), true));
        }
        refused(Reason.NOT_FOUND, () -> alice.attributes(path("/d/new")));
    }

    @Test
    void aFileIsNotReplacedByWhoMayNotDeleteIt() throws Exception {
        folder("/d");
        file("/d/old", "x");
        file("/b", "y");
        protect(alice, "/d/old", Ace.allow(ALICE, FileAccess.ALL, 0));
        protect(alice, "/d", Ace.allow(Sid.EVERYONE, FileAccess.ALL & ~FileAccess.DELETE_CHILD, 0));
        try (OpenFile file = bob.open(path("/b"), Open.delete())) {
            refused(Reason.ACCESS_DENIED, () -> file.rename(path("/d/old"), true));
            file.rename(path("/d/new"), false);
        }
        assertThat(text("/d/old")).isEqualTo("x");
    }

    @Test
    void whatIsMadeInherits() throws Exception {
        folder("/d");
        protect(
                alice,
                "/d",
                Ace.allow(Sid.CREATOR_OWNER, FileAccess.ALL, HEIRS | Ace.INHERIT_ONLY),
                Ace.allow(Sid.EVERYONE, FileAccess.ALL, 0));
        bob.open(path("/d/file"), make(Kind.FILE)).close();
        bob.open(path("/d/folder"), Open.createDirectory()).close();
        bob.open(path("/d/upload"), Open.replace()).close();
        for (String name : new String[] {"/d/file", "/d/folder", "/d/upload"}) {
            assertThat(security(bob, name).owner()).as(name).isEqualTo(Sid.ofAccount("bob"));
            refused(
                    Reason.ACCESS_DENIED,
                    () -> alice.open(path(name), new Open(EnumSet.of(Access.READ), Disposition.OPEN, Kind.ANY)));
        }
    }

    @Test
    void anUploadKeepsWhatWasSet() throws Exception {
        file("/a", "x");
        protect(alice, "/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        try (OpenFile upload = alice.open(path("/a"), Open.replace())) {
            upload.write(ByteBuffer.wrap(new byte[] {'y'}), 0);
        }
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/a"), Open.read()));
        assertThat(text("/a")).isEqualTo("y");
    }

    @Test
    void itFollowsItsFile() throws Exception {
        folder("/d");
        file("/d/a", "x");
        protect(alice, "/d/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        try (OpenFile folder = alice.open(path("/d"), Open.delete())) {
            folder.rename(path("/e"), false);
        }
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/e/a"), Open.read()));
        try (OpenFile file = alice.open(path("/e/a"), Open.delete())) {
            file.delete();
        }
        file("/e/a", "new");
        bob.open(path("/e/a"), Open.read()).close();
    }

    @Test
    void aStreamHasThatOfItsFile() throws Exception {
        file("/a", "x");
        Open.Access[] both = {Access.READ, Access.WRITE, Access.ATTRIBUTES};
        try (OpenFile stream = alice.open(
                path("/a"), request(Disposition.OPEN_OR_CREATE, ALL, both).withStream("s"))) {
            stream.security(only(Ace.allow(ALICE, FileAccess.ALL, 0)), DACL);
            assertThat(stream.security().dacl().entries()).hasSize(1);
        }
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/a"), Open.read()));
        refused(
                Reason.ACCESS_DENIED,
                () -> bob.open(
                        path("/a"), request(Disposition.OPEN, ALL, Access.READ).withStream("s")));
    }

    @Test
    void exactRightsAreAskedForWhereTheyAreKnown() throws Exception {
        file("/a", "x");
        protect(alice, "/a", Ace.allow(Sid.EVERYONE, FileAccess.READ_DATA, 0));
        OpenRequest plain = request(Disposition.OPEN, ALL);
        alice.open(path("/a"), plain.withSecurity(new OpenRequest.Security(FileAccess.WRITE_DAC, null)))
                .close();
        refused(
                Reason.ACCESS_DENIED,
                () -> bob.open(path("/a"), plain.withSecurity(new OpenRequest.Security(FileAccess.WRITE_DAC, null))));
        refused(
                Reason.ACCESS_DENIED,
                () -> bob.open(
                        path("/a"), plain.withSecurity(new OpenRequest.Security(FileAccess.SYSTEM_SECURITY, null))));
    }

    @Test
    void nobodyGivesAFileAway() throws Exception {
        file("/a", "x");
        SecurityDescriptor bobs = new SecurityDescriptor(0, Sid.ofAccount("bob"), null, null, null);
        try (OpenFile file = alice.open(path("/a"), Open.attributes())) {
            refused(Reason.ACCESS_DENIED, () -> file.security(bobs, SecurityDescriptor.OWNER));
        }
        refused(
                Reason.ACCESS_DENIED,
                () -> alice.open(
                        path("/b"),
                        request(Disposition.CREATE, ALL, Access.WRITE)
                                .withSecurity(new OpenRequest.Security(FileAccess.ALL, bobs))));
        try (OpenFile file = bob.open(path("/a"), Open.attributes())) {
            file.security(bobs, SecurityDescriptor.OWNER);
        }
        assertThat(security(alice, "/a").owner()).isEqualTo(Sid.ofAccount("bob"));
    }

    @Test
    void itIsNoExtendedAttributeToAnybody() throws Exception {
        file("/a", "x");
        protect(alice, "/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        try (OpenFile file = alice.open(path("/a"), Open.attributes())) {
            assertThat(file.xattrs()).isEmpty();
            refused(Reason.ACCESS_DENIED, () -> file.xattrs(Map.of("Fairlead-Security", new byte[] {1})));
        }
    }

    @Test
    void linksHaveNone() throws Exception {
        Assumptions.assumeTrue(export.features().contains(Storage.Feature.SYMLINKS));
        folder("/d");
        file("/d/a", "x");
        Symlinks links = alice.extension(Symlinks.class).orElseThrow();
        links.create(path("/d/link"), "a");
        links.create(path("/way"), "d");
        protect(alice, "/d/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/way/link"), Open.read()));
        alice.open(path("/way/link"), Open.read()).close();
        protect(alice, "/d", Ace.allow(ALICE, FileAccess.ALL, HEIRS), Ace.allow(Sid.EVERYONE, FileAccess.READ_DATA, 0));
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/way/new"), make(Kind.FILE)));
        refused(
                Reason.ACCESS_DENIED,
                () -> bob.extension(Symlinks.class).orElseThrow().create(path("/d/other"), "a"));
        alice.open(path("/way/new"), make(Kind.FILE)).close();
        refused(Reason.ACCESS_DENIED, () -> bob.open(path("/d/new"), Open.read()));
        assertThat(bob.isReadable(path("/d/link"))).isTrue();
        try (OpenFile link = alice.open(path("/d/link"), Open.delete())) {
            link.rename(path("/d/renamed"), false);
            link.delete();
        }
        alice.extension(Symlinks.class).orElseThrow().create(path("/d/another"), "a");
        assertThat(alice.attributes(path("/d/another"), Links.ITSELF).isLink()).isTrue();
    }

    @Test
    void oneThatIsDamagedLetsNobodyIn() throws Exception {
        Assumptions.assumeTrue(below.features().contains(Storage.Feature.XATTRS));
        file("/a", "x");
        protect(alice, "/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        try (Volume volume = below.mount(Identity.of("root"));
                Node node = volume.open(path("/a"), Open.attributes())) {
            volume.extension(Xattrs.class).orElseThrow().set(node, Map.of(Xattrs.SECURITY, new byte[] {1, 2, 3}));
        }
        refused(Reason.ACCESS_DENIED, () -> alice.open(path("/a"), Open.read()));
    }

    @Test
    void itIsKeptForTheNextExport() throws Exception {
        file("/a", "x");
        protect(alice, "/a", Ace.allow(ALICE, FileAccess.ALL, 0));
        try (ArbitratedExport other = Exports.over(below).build();
                ExportVolume later = other.mount(Identity.of("bob"))) {
            refused(Reason.ACCESS_DENIED, () -> later.open(path("/a"), Open.read()));
        }
    }
}
