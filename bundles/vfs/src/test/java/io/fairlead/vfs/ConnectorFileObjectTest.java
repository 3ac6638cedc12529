// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.auth.Identity;
import io.fairlead.api.client.ConnectOptions;
import io.fairlead.api.storage.Volume;
import io.fairlead.storage.memory.MemoryStorage;
import io.fairlead.testing.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.vfs2.FileChangeEvent;
import org.apache.commons.vfs2.FileContent;
import org.apache.commons.vfs2.FileListener;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.Selectors;
import org.apache.commons.vfs2.auth.StaticUserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.util.RandomAccessMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorFileObjectTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StorageConnector connector = new StorageConnector(storage);
    private final DefaultFileSystemManager manager = new DefaultFileSystemManager();
    private Volume volume;

    @BeforeEach
    void start() throws Exception {
        manager.addProvider("mem", new ConnectorFileProvider(connector, "mem"));
        manager.init();
        volume = storage.mount(Identity.of("test"));
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        volume.close();
        storage.close();
    }

    private FileObject file(String path) throws FileSystemException {
        return manager.resolveFile("mem://host" + path);
    }

    private static void write(FileObject file, String text) throws IOException {
        try (OutputStream out = file.getContent().getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String read(FileObject file) throws IOException {
        try (FileContent content = file.getContent()) {
            return content.getString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void resolvesWithoutAskingTheServer() throws Exception {
        file("/a").getName();
        assertThat(connector.connected()).isEmpty();
    }

    @Test
    void asksOnceAboutAFile() throws Exception {
        Contents.write(volume, "/a", "12345");
        FileObject a = file("/a");
        assertThat(a.exists()).isTrue();
        assertThat(a.isFile()).isTrue();
        assertThat(a.getContent().getSize()).isEqualTo(5);
        a.getContent().getLastModifiedTime();
        assertThat(connector.takeCalls()).containsExactly("attributes /a");
    }

    @Test
    void asksOnceMoreAfterARefresh() throws Exception {
        FileObject a = file("/a");
        assertThat(a.exists()).isFalse();
        Contents.write(volume, "/a", "12345");
        assertThat(a.exists()).isFalse();
        a.refresh();
        assertThat(a.exists()).isTrue();
        assertThat(connector.takeCalls()).containsExactly("attributes /a", "attributes /a");
    }

    @Test
    void learnsAllAboutChildrenFromOneListing() throws Exception {
        for (int i = 0; i < 100; i++) {
            Contents.write(volume, "/f" + i, "x".repeat(i));
        }
        FileObject[] children = file("/").getChildren();
        assertThat(children).hasSize(100);
        for (FileObject child : children) {
            assertThat(child.getType()).isEqualTo(FileType.FILE);
            assertThat(child.getContent().getSize())
                    .isEqualTo(Long.parseLong(child.getName().getBaseName().substring(1)));
            child.getContent().getLastModifiedTime();
        }
        assertThat(connector.takeCalls()).containsExactly("list /");
    }

    @Test
    void walksATreeWithOneListingAFolder() throws Exception {
        Contents.makeDirectory(volume, "/a");
        Contents.makeDirectory(volume, "/a/b");
        Contents.write(volume, "/a/b/c", "x");
        FileObject[] found = file("/").findFiles(Selectors.SELECT_ALL);
        assertThat(found).hasSize(4);
        assertThat(connector.takeCalls()).containsExactly("attributes /", "list /", "list /a", "list /a/b");
    }

    @Test
    void uploadsManyFilesWithoutListing() throws Exception {
        for (int i = 0; i < 10; i++) {
            write(file("/f" + i), "x");
        }
        List<String> calls = connector.takeCalls();
        assertThat(calls).filteredOn(c -> c.startsWith("replace")).hasSize(10);
        assertThat(calls).filteredOn(c -> !c.startsWith("replace")).containsExactly("attributes /");
    }

    @Test
    void showsItsOwnWrites() throws Exception {
        FileObject root = file("/");
        assertThat(root.getChildren()).isEmpty();
        FileObject a = root.resolveFile("a");
        assertThat(a.exists()).isFalse();
        write(a, "12345");
        assertThat(a.exists()).isTrue();
        assertThat(a.getContent().getSize()).isEqualTo(5);
        root.resolveFile("dir").createFolder();
        assertThat(names(root)).containsExactlyInAnyOrder("a", "dir");
        write(a, "1234567");
        assertThat(a.getContent().getSize()).isEqualTo(7);
        assertThat(names(root)).containsExactlyInAnyOrder("a", "dir");
        a.delete();
        assertThat(a.exists()).isFalse();
        assertThat(names(root)).containsExactly("dir");
        assertThat(connector.takeCalls()).filteredOn(c -> c.startsWith("list")).hasSize(1);
    }

    private static List<String> names(FileObject folder) throws FileSystemException {
        return Arrays.stream(folder.getChildren())
                .map(c -> c.getName().getBaseName())
                .toList();
    }

    @Test
    void publishesAnUploadWhenItIsClosed() throws Exception {
        Contents.write(volume, "/a", "old");
        OutputStream out = file("/a").getContent().getOutputStream();
        out.write("new".getBytes(StandardCharsets.UTF_8));
        out.flush();
        assertThat(Contents.text(volume, "/a")).isEqualTo("old");
        out.close();
        assertThat(Contents.text(volume, "/a")).isEqualTo("new");
    }

    @Test
    void makesParentsOfAnUpload() throws Exception {
        write(file("/x/y/z"), "deep");
        assertThat(Contents.text(volume, "/x/y/z")).isEqualTo("deep");
    }

    @Test
    void makesAParentAnewThatSomebodyRemoved() throws Exception {
        write(file("/x/a"), "1");
        Contents.delete(volume, "/x/a");
        Contents.delete(volume, "/x");
        write(file("/x/b"), "2");
        assertThat(Contents.text(volume, "/x/b")).isEqualTo("2");
    }

    @Test
    void appends() throws Exception {
        FileObject a = file("/a");
        write(a, "one");
        try (OutputStream out = a.getContent().getOutputStream(true)) {
            out.write(" two".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(read(a)).isEqualTo("one two");
        try (OutputStream out = file("/new").getContent().getOutputStream(true)) {
            out.write('x');
        }
        assertThat(Contents.text(volume, "/new")).isEqualTo("x");
    }

    @Test
    void setsTimes() throws Exception {
        write(file("/a"), "x");
        Instant time = Instant.parse("2001-02-03T04:05:06Z");
        file("/a").getContent().setLastModifiedTime(time.toEpochMilli());
        assertThat(file("/a").getContent().getLastModifiedTime()).isEqualTo(time.toEpochMilli());
        assertThat(Contents.attributes(volume, "/a").modified()).isEqualTo(time);
    }

    @Test
    void movesOntoAnotherFile() throws Exception {
        write(file("/a"), "a");
        write(file("/b"), "b");
        file("/a").moveTo(file("/b"));
        assertThat(file("/a").exists()).isFalse();
        assertThat(read(file("/b"))).isEqualTo("a");
    }

    @Test
    void survivesBeingMovedOntoItself() throws Exception {
        write(file("/a"), "a");
        file("/a").moveTo(file("/a"));
        assertThat(Contents.text(volume, "/a")).isEqualTo("a");
    }

    @Test
    void refusesToDeleteAFilledFolderAlone() throws Exception {
        write(file("/dir/a"), "x");
        assertThat(file("/dir").delete()).isFalse();
        assertThat(file("/dir").deleteAll()).isEqualTo(2);
        assertThat(Contents.names(volume, "/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with space",
                " edges ",
                "100%",
                "%41",
                "%zz",
                "a#b",
                "a?b",
                "a;b=c",
                "a:b",
                "a&b+c",
                "ünïcödé",
                "日本語",
                "📁",
                "{brace}",
                "[x]",
                "\"quoted\"",
                "..."
            })
    void keepsNames(String name) throws Exception {
        Contents.write(volume, "/" + name, "content");
        FileObject[] children = file("/").getChildren();
        assertThat(children).hasSize(1);
        assertThat(read(children[0])).isEqualTo("content");
        String uri = children[0].getName().getURI();
        FileObject again = manager.resolveFile(uri);
        again.refresh();
        assertThat(read(again)).as(uri).isEqualTo("content");
        assertThat(again.delete()).isTrue();
        assertThat(Contents.names(volume, "/")).isEmpty();
    }

    @Test
    void listsNamesWithABackslash() throws Exception {
        Contents.write(volume, "/back\\slash", "content");
        assertThat(read(file("/").getChildren()[0])).isEqualTo("content");
    }

    @Test
    void decodesPercentEncodedUtf8() throws Exception {
        Contents.write(volume, "/grüße", "hello");
        assertThat(read(file("/gr%C3%BC%C3%9fe"))).isEqualTo("hello");
    }

    @Test
    void readsAndWritesAnywhere() throws Exception {
        write(file("/a"), "0123456789");
        try (RandomAccessContent content = file("/a").getContent().getRandomAccessContent(RandomAccessMode.READWRITE)) {
            content.seek(4);
            assertThat(content.readByte()).isEqualTo((byte) '4');
            assertThat(content.getFilePointer()).isEqualTo(5);
            content.write("xy".getBytes(StandardCharsets.UTF_8));
            content.seek(3);
            byte[] four = new byte[4];
            content.readFully(four);
            assertThat(new String(four, StandardCharsets.UTF_8)).isEqualTo("34xy");
            content.setLength(8);
            assertThat(content.length()).isEqualTo(8);
        }
        assertThat(Contents.text(volume, "/a")).isEqualTo("01234xy7");
    }

    @Test
    void tellsListenersWhetherAFileWasMade() throws Exception {
        List<String> events = new ArrayList<>();
        FileObject a = file("/a");
        a.getFileSystem().addListener(a, new Recorder(events));
        write(a, "1");
        write(a, "2");
        a.delete();
        assertThat(events).containsExactly("created", "deleted");
    }

    private record Recorder(List<String> events) implements FileListener {
        @Override
        public void fileCreated(FileChangeEvent event) {
            events.add("created");
        }

        @Override
        public void fileDeleted(FileChangeEvent event) {
            events.add("deleted");
        }

        @Override
        public void fileChanged(FileChangeEvent event) {
            events.add("changed");
        }
    }

    @Test
    void takesCredentialsOfUrlAndAuthenticator() throws Exception {
        manager.resolveFile("mem://joe:p%40ss@host:99/").exists();
        FileSystemOptions options = new FileSystemOptions();
        DefaultFileSystemConfigBuilder.getInstance()
                .setUserAuthenticator(options, new StaticUserAuthenticator(null, "ann", "secret"));
        manager.resolveFile("mem://host_with_underscore/", options).exists();
        ConnectOptions joe = connector.connected().get(0).options;
        assertThat(joe.get(ConnectOptions.USER)).isEqualTo("joe");
        assertThat(joe.get(ConnectOptions.PASSWORD)).isEqualTo("p@ss");
        assertThat(connector.connected().get(0).uri).hasToString("mem://host:99/");
        ConnectOptions ann = connector.connected().get(1).options;
        assertThat(ann.get(ConnectOptions.USER)).isEqualTo("ann");
        assertThat(ann.get(ConnectOptions.PASSWORD)).isEqualTo("secret");
        assertThat(connector.connected().get(1).uri).hasToString("mem://host_with_underscore:4711/");
    }

    @Test
    void sharesConnectionsOverEqualOptionsOnly() throws Exception {
        assertThat(withPassword("Aa").getFileSystem())
                .isSameAs(withPassword("Aa").getFileSystem());
        // "Aa" and "BB" have the same hash code, which is all that Commons VFS looks at
        assertThat(withPassword("Aa").getFileSystem())
                .isNotSameAs(withPassword("BB").getFileSystem());
    }

    private FileObject withPassword(String password) throws FileSystemException {
        FileSystemOptions options = new FileSystemOptions();
        ConnectorFileSystemConfigBuilder.getInstance().set(options, ConnectOptions.PASSWORD, password);
        return manager.resolveFile("mem://host/", options);
    }

    @Test
    void failsClosedWhenTheProviderGoes() throws Exception {
        Contents.write(volume, "/a", "x".repeat(1_000_000));
        FileObject a = file("/a");
        assertThat(a.exists()).isTrue();
        InputStream in = a.getContent().getInputStream();
        assertThat(in.read()).isEqualTo('x');
        manager.removeProvider("mem");
        assertThat(connector.openConnections()).isZero();
        assertThatThrownBy(() -> in.skipNBytes(900_000)).isInstanceOf(IOException.class);
        a.refresh();
        assertThatThrownBy(a::exists).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> a.getContent().getInputStream()).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> a.getContent().getOutputStream()).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> a.getParent().getChildren()).isInstanceOf(FileSystemException.class);
    }

    @Test
    void closingAnOldFileSystemLeavesTheNewOneAlone() throws Exception {
        FileObject old = file("/");
        assertThat(old.exists()).isTrue();
        manager.removeProvider("mem");
        manager.addProvider("mem", new ConnectorFileProvider(connector, "mem"));
        FileObject fresh = file("/");
        assertThat(fresh.exists()).isTrue();
        manager.closeFileSystem(old.getFileSystem());
        assertThat(fresh.exists()).isTrue();
        assertThat(file("/").getFileSystem()).isSameAs(fresh.getFileSystem());
        assertThat(connector.openConnections()).isEqualTo(1);
    }

    @Test
    void comesBackAfterUnusedResourcesWereFreed() throws Exception {
        FileObject a = file("/a");
        write(a, "x");
        ((ConnectorFileSystem) a.getFileSystem()).closeCommunicationLink();
        assertThat(connector.openConnections()).isZero();
        assertThat(read(a)).isEqualTo("x");
    }

    @Test
    void neverShowsThePassword() throws Exception {
        manager.removeProvider("mem");
        manager.addProvider("mem", new ConnectorFileProvider(new StorageConnector(new ClosedStorage()), "mem"));
        assertThatThrownBy(() -> manager.resolveFile("mem://joe:sesame@host/a").exists())
                .isInstanceOf(FileSystemException.class)
                .satisfies(e -> assertThat(allMessages(e)).doesNotContain("sesame"));
    }

    private static String allMessages(Throwable e) {
        return e == null ? "" : e + "\n" + allMessages(e.getCause());
    }
}
