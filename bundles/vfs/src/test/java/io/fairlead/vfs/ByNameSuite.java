// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import java.nio.file.Files;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import junit.extensions.TestSetup;
import junit.framework.Test;
import junit.framework.TestSuite;
import org.apache.commons.vfs2.AbstractProviderTestCase;
import org.apache.commons.vfs2.Capability;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.ProviderReadTests;
import org.apache.commons.vfs2.ProviderTestConfig;
import org.apache.commons.vfs2.ProviderTestSuite;
import org.apache.commons.vfs2.ProviderWriteTests;
import org.apache.commons.vfs2.impl.DefaultFileReplicator;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.impl.PrivilegedFileReplicator;
import org.apache.commons.vfs2.provider.local.DefaultLocalFileProvider;

/**
 * Commons VFS's provider suite for files that are reached by name only. Each of its tests runs, also those of classes that
 * ask for more capabilities than their single tests need, unless it is named here with the reason.
 */
final class ByNameSuite extends TestSetup {
    private static final String FOLDER = "asks a folder by itself for its type, which TFTP does not tell";
    private static final String LISTS = "lists a folder";
    private static final String MAKES = "makes folders";
    private static final String DELETES = "deletes";

    private static final Map<String, String> EXCLUDED = new TreeMap<>();

    static {
        EXCLUDED.put("ContentTests.testAllContent", FOLDER);
        EXCLUDED.put("ContentTests.testAttributes", FOLDER);
        EXCLUDED.put("ContentTests.testExists", FOLDER);
        EXCLUDED.put("ContentTests.testParent", FOLDER);
        EXCLUDED.put("LastModifiedTests", "TFTP tells no times");
        EXCLUDED.put("ProviderCacheStrategyTests", LISTS);
        EXCLUDED.put("ProviderDeleteTests", DELETES);
        EXCLUDED.put("ProviderRandomReadWriteTests", "writes at any position");
        EXCLUDED.put("ProviderRandomSetLengthTests", "changes the length of a file");
        EXCLUDED.put("ProviderReadTests.testConcurrentReadFolder", LISTS);
        EXCLUDED.put("ProviderReadTests.testDotJarFolderName", FOLDER);
        EXCLUDED.put("ProviderReadTests.testDotJarFolderNameLayer", FOLDER);
        EXCLUDED.put("ProviderReadTests.testFindFiles", LISTS);
        EXCLUDED.put("ProviderReadTests.testFolderContent", FOLDER);
        EXCLUDED.put("ProviderReadTests.testFolderIsHidden", FOLDER);
        EXCLUDED.put("ProviderReadTests.testFolderIsReadable", FOLDER);
        EXCLUDED.put("ProviderReadTests.testFolderIsSymbolicLink", FOLDER);
        EXCLUDED.put("ProviderReadTests.testRoot", LISTS);
        EXCLUDED.put("ProviderReadTests.testSort", LISTS);
        EXCLUDED.put("ProviderReadTests.testStructure", LISTS);
        EXCLUDED.put("ProviderReadTests.testType", FOLDER);
        EXCLUDED.put("ProviderRenameTests", "renames");
        EXCLUDED.put("ProviderWriteAppendTests", "appends");
        EXCLUDED.put("ProviderWriteTests.testCreateDeleteCreateSameFileSystem", DELETES);
        EXCLUDED.put("ProviderWriteTests.testDelete", DELETES);
        EXCLUDED.put("ProviderWriteTests.testDeleteAllDescendants", DELETES);
        EXCLUDED.put("ProviderWriteTests.testFileCreate", MAKES);
        EXCLUDED.put("ProviderWriteTests.testFileCreateMismatched", MAKES);
        EXCLUDED.put("ProviderWriteTests.testFolderCreate", MAKES);
        EXCLUDED.put("ProviderWriteTests.testFolderIsHidden", FOLDER);
        EXCLUDED.put("ProviderWriteTests.testFolderIsReadable", FOLDER);
        EXCLUDED.put("ProviderWriteTests.testFolderIsWritable", FOLDER);
        EXCLUDED.put("ProviderWriteTests.testListChildren", LISTS);
        EXCLUDED.put("ProviderWriteTests.testListener", MAKES);
        EXCLUDED.put("UriTests.testAbsoluteURI", FOLDER);
        EXCLUDED.put("UrlStructureTests.testFolderURL", FOLDER);
    }

    private final ProviderTestConfig config;
    private DefaultFileSystemManager manager;

    ByNameSuite(ProviderTestConfig config) throws Exception {
        super(new TestSuite());
        this.config = config;
        Set<String> unused = new HashSet<>(EXCLUDED.keySet());
        TestSuite all = (TestSuite) new ProviderTestSuite(config).getTest();
        for (Test test : Collections.list(all.tests())) {
            String method = ((AbstractProviderTestCase) test).getName();
            String type = test.getClass().getSimpleName();
            boolean excluded = EXCLUDED.containsKey(type) || EXCLUDED.containsKey(type + "." + method);
            unused.remove(type);
            unused.remove(type + "." + method);
            if (!excluded) {
                ((TestSuite) getTest()).addTest(lessDemanding((AbstractProviderTestCase) test, method));
            }
        }
        assertTrue("excluded, and not in the suite: " + unused, unused.isEmpty());
    }

    private static Test lessDemanding(AbstractProviderTestCase test, String method) throws Exception {
        AbstractProviderTestCase same = test;
        if (test instanceof ProviderReadTests) {
            same = new FileReadTests();
        } else if (test instanceof ProviderWriteTests) {
            same = new FileWriteTests();
        }
        same.setMethod(same.getClass().getMethod(method));
        same.setName(method);
        return same;
    }

    /** As the suite's own, but that nobody asks whether the folders are there. */
    @Override
    protected void setUp() throws Exception {
        manager = config.getDefaultFileSystemManager();
        manager.setFilesCache(config.getFilesCache());
        var replicator =
                new DefaultFileReplicator(Files.createTempDirectory("by-name").toFile());
        manager.setReplicator(new PrivilegedFileReplicator(replicator));
        manager.setTemporaryFileStore(replicator);
        config.prepare(manager);
        manager.addProvider("file", new DefaultLocalFileProvider());
        manager.init();
        FileObject base = config.getBaseTestFolder(manager);
        for (Test test : Collections.list(((TestSuite) getTest()).tests())) {
            ((AbstractProviderTestCase) test)
                    .setConfig(manager, config, base, base.resolveFile("read-tests"), base.resolveFile("write-tests"));
        }
    }

    @Override
    protected void tearDown() throws Exception {
        manager.close();
        ((TftpProviderTestCase) config).tearDown();
    }

    /** Those that need files only. */
    public static final class FileReadTests extends ProviderReadTests {
        @Override
        protected Capability[] getRequiredCapabilities() {
            return new Capability[] {Capability.GET_TYPE, Capability.READ_CONTENT};
        }
    }

    /** Those that need files only. */
    public static final class FileWriteTests extends ProviderWriteTests {
        @Override
        protected Capability[] getRequiredCapabilities() {
            return new Capability[] {Capability.CREATE, Capability.GET_TYPE, Capability.WRITE_CONTENT};
        }

        @Override
        protected FileObject createScratchFolder() throws Exception {
            TftpProviderTestCase.emptyWriteFolder();
            getManager().getFilesCache().clear(getFileSystem());
            return getWriteFolder();
        }
    }
}
