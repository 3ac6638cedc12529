// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.OpenRequest;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Open.Access;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.Storage;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.core.Exports;
import io.fairlead.storage.local.LocalSettings;
import io.fairlead.storage.local.LocalStorage;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import io.fairlead.testing.CountingStorage;
import io.fairlead.testing.StorageContract;
import io.fairlead.testing.contract.Parallel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An Export that knows no case, of storages that do: the contract, and how it arbitrates. */
class CaseBlindExportTest {
    abstract static class Blind extends StorageContract {
        private CountingStorage below;
        private ArbitratedExport export;

        abstract Storage toExport() throws Exception;

        @Override
        protected Storage storage() throws Exception {
            below = new CountingStorage(toExport());
            export = Exports.over(below).caseInsensitive(true).build();
            return export;
        }

        @Override
        protected void checkNoOpenNodes() {
            below.checkNoOpenNodes();
            assertThat(export.arbiter().opens.isEmpty()).as("tables are empty").isTrue();
        }

        @Override
        protected void dispose(Storage used) throws Exception {
            export.close();
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> below.openVolumes() == 0);
        }

        @Override
        public boolean offersExtensions() {
            return false;
        }

        private ExportVolume mount(String user) throws StorageException {
            return export.mount(Identity.of(user));
        }

        private static VPath at(String path) throws StorageException {
            return VPath.of(path);
        }

        @Test
        void spellingsShareTheirClaims() throws Exception {
            file("/Report", "x");
            try (ExportVolume alice = mount("alice");
                    ExportVolume bob = mount("bob");
                    OpenFile held = alice.open(at("/REPORT"), exclusive())) {
                assertThat(held.path()).hasToString("/Report");
                refused(() -> bob.open(at("/report"), exclusive()), Reason.IN_USE);
                refused(() -> bob.open(at("/rEPORT"), Open.replace()), Reason.IN_USE);
                held.deleteOnClose(true);
                refused(() -> bob.open(at("/report"), Open.read()), Reason.DELETE_PENDING);
            }
            lists("/");
        }

        private static OpenRequest exclusive() {
            Open how = new Open(EnumSet.of(Access.WRITE, Access.DELETE), Open.Disposition.OPEN, Open.Kind.FILE);
            return OpenRequest.shared(how).withShare(Set.of());
        }

        @Test
        void anotherExportOfItTellsItsChanges() throws Exception {
            try (ArbitratedExport exact = Exports.over(below).name("exact").build();
                    ExportVolume other = exact.mount(Identity.of("bob"))) {
                refused(() -> volume().attributes(at("/LATER")), Reason.NOT_FOUND);
                Contents.write(other, "/Later", "x");
                Contents.makeDirectory(other, "/Folder");
                assertThat(Contents.text(volume(), "/LATER")).isEqualTo("x");
                Contents.rename(other, "/Later", "/Folder/moved", false);
                assertThat(Contents.text(volume(), "/FOLDER/Moved")).isEqualTo("x");
                refused(() -> other.attributes(at("/folder")), Reason.NOT_FOUND);
            }
        }

        @RepeatedTest(20)
        void whoUploadsOneNameInManyCasesMakesOneFile() throws Exception {
            String[] spelled = {"/upload", "/UPLOAD", "/Upload", "/uPLOAD"};
            Parallel.run(4, thread -> {
                try (ExportVolume volume = mount("user" + thread)) {
                    Contents.write(volume, spelled[thread], "by " + thread);
                }
            });
            assertThat(Contents.names(volume(), "/")).hasSize(1);
        }
    }

    @Nested
    class OfMemory extends Blind {
        private final MemoryStorage memory = new MemoryStorage();

        @Override
        Storage toExport() {
            return memory;
        }
    }

    @Nested
    class OfAFolder extends Blind {
        @TempDir
        Path folder;

        @Override
        Storage toExport() throws Exception {
            return LocalStorage.open(LocalSettings.of(folder).withSync(LocalSettings.Sync.NONE));
        }
    }
}
