// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Every key that the documentation names was written into a file by some test, which has seen what it does. */
class DocumentedKeysTest extends FrameworkTest {
    private static final List<Class<?>> TESTS = List.of(
            FtpServerFileTest.class,
            FtpLimitsFileTest.class,
            TftpServerFileTest.class,
            SmbServerFileTest.class,
            SmbShareFileTest.class,
            SharedFilesTest.class,
            VfsStorageFileTest.class,
            JaasRealmFileTest.class);

    /** Keys that show nothing on loopback, and the test beside the code that reads them. */
    private static final Map<String, String> SEEN_ELSEWHERE = Map.ofEntries(
            Map.entry("io.fairlead.auth.throttle freeFailures", "a delay looks like a slow machine: GuessThrottleTest"),
            Map.entry("io.fairlead.auth.throttle firstDelayMillis", "as freeFailures"),
            Map.entry("io.fairlead.auth.throttle longestDelayMillis", "as freeFailures"),
            Map.entry("io.fairlead.auth.throttle addressFailures", "would shut the other tests out: GuessThrottleTest"),
            Map.entry("io.fairlead.auth.jaas threads", "needs a realm that hangs: JaasAuthenticatorTest"),
            Map.entry("io.fairlead.auth.jaas timeoutSeconds", "as threads"),
            Map.entry("io.fairlead.auth.kerberos name", "needs a KDC: KerberosAuthenticatorTest, KerberosIT"),
            Map.entry("io.fairlead.auth.kerberos keytab", "as name"),
            Map.entry("io.fairlead.auth.kerberos principal", "as name"),
            Map.entry("io.fairlead.auth.kerberos realms", "as name"),
            Map.entry("io.fairlead.auth.kerberos accounts.target", "as name"),
            Map.entry("io.fairlead.auth.kerberos readUsers", "as name"),
            Map.entry("io.fairlead.auth.kerberos writeUsers", "as name"),
            Map.entry("io.fairlead.auth.kerberos home", "as name"),
            Map.entry("io.fairlead.export quotaRecountMinutes", "takes minutes: QuotasTest"),
            Map.entry("io.fairlead.export limitsPerSession", "FTP has hardly more than one open: BoundsTest"),
            Map.entry("io.fairlead.storage.local id", "peers don't see it: LocalStorageComponentTest"),
            Map.entry("io.fairlead.ftp.server transferMemoryMiB", "needs many transfers at once: TransferMemoryTest"),
            Map.entry("io.fairlead.ftp.server transferMemoryPerUserMiB", "as transferMemoryMiB"),
            Map.entry("io.fairlead.ftp.server allowPlaintext", "counts for other machines only: SecurityTest"),
            Map.entry("io.fairlead.ftp.server swapWaitSeconds", "a matter of moments: LifecycleTest"),
            Map.entry("io.fairlead.tftp.server swapWaitSeconds", "as FTP's: SwapTest"),
            Map.entry("io.fairlead.storage.local keptFolders", "a matter of speed: FolderCacheTest"),
            Map.entry("io.fairlead.storage.vfs user", "needs a server elsewhere: VfsStorageTest"),
            Map.entry("io.fairlead.storage.vfs password", "as user"),
            Map.entry("io.fairlead.tftp.server clampToMtu", "loopback carries every block: RouteMtuTest"),
            Map.entry("io.fairlead.tftp.server segmentationOffload", "a matter of speed: SegmentationOffloadTest"),
            Map.entry("io.fairlead.tftp.server maxMemoryMiB", "needs hundreds of clients: FloodTest"),
            Map.entry("io.fairlead.smb.server administrators", "needs several accounts: RpcClientTest"),
            Map.entry("io.fairlead.smb.server signingRequired", "clients that can always sign: SmbServerTest"),
            Map.entry("io.fairlead.smb.server signingAlgorithms", "one is always agreed on: ConfiguredSettingsTest"),
            Map.entry("io.fairlead.smb.share hideUnreadable", "needs a descriptor: SecurityDescriptorsTest"),
            Map.entry("io.fairlead.smb.server maxCredits", "a matter of speed: ConfiguredSettingsTest"),
            Map.entry("io.fairlead.smb.server maxTransferBytes", "as maxCredits"),
            Map.entry("io.fairlead.smb.server maxWaiting", "needs hundreds of waits: ConfiguredSettingsTest"),
            Map.entry("io.fairlead.smb.server maxInFlightMiB", "needs many large requests at once: InFlightTest"),
            Map.entry(
                    "io.fairlead.smb.server stallTimeoutSeconds", "needs a client that takes nothing: FrameLimitsTest"),
            Map.entry("io.fairlead.smb.server swapWaitSeconds", "a matter of moments: SharesTest"),
            Map.entry("io.fairlead.smb.share caching", "what clients make of it is theirs: SharesTest"));

    @Test
    void everyKeyIsSeenFromAFile() {
        Set<String> seen = new TreeSet<>(SEEN_ELSEWHERE.keySet());
        for (Class<?> test : TESTS) {
            for (Method method : test.getDeclaredMethods()) {
                ShowsKeys shows = method.getAnnotation(ShowsKeys.class);
                if (shows != null) {
                    List.of(shows.value()).forEach(key -> seen.add(shows.pid() + " " + key));
                }
            }
        }
        assertThat(seen).containsExactlyElementsOf(documented());
    }

    private Set<String> documented() {
        Map<String, String> found = new TreeMap<>();
        MetaTypeService types = framework.service(MetaTypeService.class);
        for (Bundle bundle : framework.context().getBundles()) {
            if (bundle.getSymbolicName().startsWith("io.fairlead.")) {
                MetaTypeInformation information = types.getMetaTypeInformation(bundle);
                for (String pid : information.getPids()) {
                    collect(found, pid, information);
                }
                for (String pid : information.getFactoryPids()) {
                    collect(found, pid, information);
                }
            }
        }
        return found.keySet();
    }

    private static void collect(Map<String, String> found, String pid, MetaTypeInformation information) {
        for (AttributeDefinition key :
                information.getObjectClassDefinition(pid, null).getAttributeDefinitions(ObjectClassDefinition.ALL)) {
            found.put(pid + " " + key.getID(), key.getDescription());
        }
    }
}
