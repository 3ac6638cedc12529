// SPDX-License-Identifier: Apache-2.0
package io.fairlead.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.client.ConnectOptions;
import io.fairlead.smb.client.SmbOptions;
import io.fairlead.storage.memory.MemoryStorage;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.junit.jupiter.api.Test;

/** Every option of the client can be set, reaches it, and is named where its value is refused. */
class SmbConfigBuilderTest {
    private static final SmbConfigBuilder SMB = SmbConfigBuilder.getInstance();

    private static ConnectOptions set(Consumer<FileSystemOptions> setting) {
        FileSystemOptions options = new FileSystemOptions();
        setting.accept(options);
        return SMB.getConnectOptions(options);
    }

    private static List<ConnectOptions.Key<?>> keysOfTheClient() throws ReflectiveOperationException {
        List<ConnectOptions.Key<?>> keys = new ArrayList<>();
        for (Field field : SmbOptions.class.getFields()) {
            keys.add((ConnectOptions.Key<?>) field.get(null));
        }
        return keys;
    }

    @Test
    void setsEveryOption() throws Exception {
        Map<ConnectOptions.Key<?>, Object> set = new LinkedHashMap<>();
        ConnectOptions options = set(all -> {
            SMB.setDomain(all, "DOMAIN");
            SMB.setSigningRequired(all, false);
            SMB.setEncryptionRequired(all, true);
            SMB.setDialects(all, "2.1", "3.0.2");
            SMB.setSigningAlgorithms(all, List.of("AES-CMAC"));
            SMB.setCiphers(all, List.of("AES-256-CCM", "AES-128-GCM"));
            SMB.setRecoveryTimeout(all, Duration.ofSeconds(5));
            SMB.setDfs(all, "*.example.com");
            SMB.setCacheTime(all, Duration.ofMinutes(1));
            SMB.setCacheBytes(all, 1000);
            SMB.setChannels(all, 4);
        });
        set.put(SmbOptions.DOMAIN, "DOMAIN");
        set.put(SmbOptions.SIGNING, false);
        set.put(SmbOptions.ENCRYPTION, "required");
        set.put(SmbOptions.OLDEST, "2.1");
        set.put(SmbOptions.NEWEST, "3.0.2");
        set.put(SmbOptions.SIGNING_ALGORITHMS, "AES-CMAC");
        set.put(SmbOptions.CIPHERS, "AES-256-CCM,AES-128-GCM");
        set.put(SmbOptions.RECOVERY_TIMEOUT, Duration.ofSeconds(5));
        set.put(SmbOptions.DFS, "*.example.com");
        set.put(SmbOptions.CACHE_TIME, Duration.ofMinutes(1));
        set.put(SmbOptions.CACHE_BYTES, 1000);
        set.put(SmbOptions.CHANNELS, 4);
        set.forEach((key, value) -> {
            assertThat((Object) options.get(key)).as(key.name()).isEqualTo(value);
            assertThat(value).as(key.name()).isNotEqualTo(key.fallback());
        });
    }

    /** Those of the builder are its own, equal by name. */
    @Test
    void knowsEveryOptionOfTheClient() throws Exception {
        List<ConnectOptions.Key<?>> known = new ArrayList<>();
        for (Field field : SmbConfigBuilder.class.getDeclaredFields()) {
            if (field.getType() == ConnectOptions.Key.class) {
                field.setAccessible(true);
                known.add((ConnectOptions.Key<?>) field.get(null));
            }
        }
        List<ConnectOptions.Key<?>> ofTheClient = keysOfTheClient();
        assertThat(known).isNotEmpty().containsExactlyInAnyOrderElementsOf(ofTheClient);
        for (ConnectOptions.Key<?> key : known) {
            ConnectOptions.Key<?> same = ofTheClient.get(ofTheClient.indexOf(key));
            assertThat(key.type()).as(key.name()).isEqualTo(same.type());
            assertThat((Object) key.fallback()).as(key.name()).isEqualTo(same.fallback());
        }
    }

    @Test
    void leavesTheDefaultsOfTheClient() throws Exception {
        ConnectOptions none = set(all -> {
            SMB.setSigningRequired(all, true);
            SMB.setEncryptionRequired(all, false);
        });
        for (ConnectOptions.Key<?> key : keysOfTheClient()) {
            assertThat((Object) none.get(key)).as(key.name()).isEqualTo(key.fallback());
        }
    }

    @Test
    void namesWhatIsRefused() throws Exception {
        try (OurSmbServer server = new OurSmbServer(new MemoryStorage())) {
            refused(server, "smb.oldestDialect", all -> SMB.setDialects(all, "1.0", "3.1.1"));
            refused(server, "smb.newestDialect", all -> SMB.setDialects(all, "2.1", "4"));
            refused(server, "dialects", all -> SMB.setDialects(all, "3.1.1", "2.1"));
            refused(server, "smb.ciphers", all -> SMB.setCiphers(all, List.of("ROT13")));
            refused(server, "smb.ciphers", all -> SMB.setCiphers(all, List.of()));
            refused(server, "smb.signingAlgorithms", all -> SMB.setSigningAlgorithms(all, List.of("MD5")));
            refused(server, "smb.dfs", all -> SMB.setDfs(all, "*"));
            refused(server, "smb.cacheTime", all -> SMB.setCacheTime(all, Duration.ofMillis(-1)));
            refused(server, "smb.cacheBytes", all -> SMB.setCacheBytes(all, -1));
            refused(server, "smb.channels", all -> SMB.setChannels(all, 0));
            refused(server, "smb.channels", all -> SMB.setChannels(all, 33));
            refused(server, "smb.recoveryTimeout", all -> SMB.setRecoveryTimeout(all, Duration.ofSeconds(-1)));
        }
    }

    private static void refused(OurSmbServer server, String named, Consumer<FileSystemOptions> setting)
            throws Exception {
        FileSystemOptions options = new FileSystemOptions();
        setting.accept(options);
        try (DefaultFileSystemManager manager = new DefaultFileSystemManager()) {
            manager.addProvider("smb", new SmbFileProvider());
            manager.init();
            assertThatThrownBy(() ->
                            manager.resolveFile(server.url() + "files", options).exists())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(named)
                    .hasMessageNotContaining("secret");
        }
    }
}
