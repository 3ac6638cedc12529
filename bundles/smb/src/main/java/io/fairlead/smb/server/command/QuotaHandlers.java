// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.acl.Sid;
import io.fairlead.api.export.ExportVolume;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.UserQuotas;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.fscc.FileAttributes;
import io.fairlead.smb.fscc.QuotaInformation;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.CreateResponse;
import io.fairlead.smb.protocol.FileTimesAndSizes;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.protocol.OplockLevel;
import io.fairlead.smb.protocol.OutputResponse;
import io.fairlead.smb.protocol.QueryInfoRequest;
import io.fairlead.smb.protocol.QueryQuotaInfo;
import io.fairlead.smb.server.exchange.Reply;
import io.fairlead.smb.server.exchange.Request;
import io.fairlead.smb.server.exchange.SmbException;
import io.fairlead.smb.server.state.SmbOpen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Quotas of users, [MS-SMB2] 3.3.5.20.4 and [MS-FSA] 2.1.5.21. They are configuration, so nobody sets them from here. */
final class QuotaHandlers {
    private static final String NAME = "$Extend\\$Quota:$Q:$INDEX_ALLOCATION"; // [MS-FSCC] 2.1.5.3

    /** As NTFS shows it: without times. */
    private static final FileTimesAndSizes FILE = new FileTimesAndSizes(
            0,
            0,
            0,
            0,
            0,
            0,
            FileAttributes.HIDDEN | FileAttributes.SYSTEM | FileAttributes.DIRECTORY | FileAttributes.ARCHIVE);

    private QuotaHandlers() {}

    /** Whether a CREATE is for the file that stands for the quotas, which there is where users have some. */
    static boolean isAsked(Request request, CreateRequest body) throws StorageException {
        return NAME.equalsIgnoreCase(body.name())
                && request.tree().volume().quotas().isPresent();
    }

    /** Opens it: what is held open is the root, for nothing. */
    static Reply create(Request request, CreateRequest body) throws SmbException, StorageException {
        boolean opens = body.disposition() == CreateDisposition.OPEN || body.disposition() == CreateDisposition.OPEN_IF;
        if (!opens) {
            throw new SmbException(NtStatus.ACCESS_DENIED, "the quotas can't be replaced");
        }
        ExportVolume volume = request.tree().volume();
        OpenFile root = volume.open(VPath.ROOT, new Open(Set.of(), Open.Disposition.OPEN, Open.Kind.DIRECTORY));
        int access = AccessMask.specific(body.desiredAccess()) & (AccessMask.STAT_ONLY & ~AccessMask.WRITE_ATTRIBUTES);
        SmbOpen open = request.session().open(request.tree(), root, null, access, Optional.empty());
        boolean answered = false;
        try {
            request.exchange().related().file(open.id());
            answered = true;
            return Reply.of(new CreateResponse(OplockLevel.NONE, CreateResponse.OPENED, FILE, open.id(), List.of()));
        } finally {
            if (!answered) {
                open.close();
            }
        }
    }

    static Reply query(SmbOpen open, QueryInfoRequest body) throws SmbException, StorageException {
        ExportVolume volume = open.view().volume();
        UserQuotas quotas = volume.quotas()
                .orElseThrow(() -> new SmbException(NtStatus.NOT_SUPPORTED, "users have no quotas here"));
        QueryQuotaInfo asked;
        try {
            asked = QueryQuotaInfo.decode(body.input());
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
        List<QuotaInformation> all = entries(quotas);
        if (!asked.sids().isEmpty()) {
            return told(named(quotas, Sid.ofAccount(volume.user().name()), asked), asked.single(), body.most());
        }
        int first = first(open, all, asked);
        List<QuotaInformation> rest = all.subList(first, all.size());
        if (rest.isEmpty()) {
            throw new SmbException(NtStatus.NO_MORE_ENTRIES, "the list is at its end");
        }
        List<QuotaInformation> told = fitting(rest, asked.single(), body.most());
        open.quotasTold(first + told.size());
        return Reply.of(new OutputResponse(QuotaInformation.encode(told)));
    }

    private static List<QuotaInformation> entries(UserQuotas quotas) {
        long limit = quotas.limitBytes() == 0 ? QuotaInformation.NONE : quotas.limitBytes();
        List<QuotaInformation> entries = new ArrayList<>();
        for (UserQuotas.Use use : quotas.uses()) {
            entries.add(new QuotaInformation(Sid.ofAccount(use.user()), use.bytes(), QuotaInformation.NONE, limit));
        }
        return entries;
    }

    private static List<QuotaInformation> named(UserQuotas quotas, Sid self, QueryQuotaInfo asked) throws SmbException {
        List<QuotaInformation> all = entries(quotas);
        List<QuotaInformation> named = new ArrayList<>();
        for (Sid sid : asked.sids()) {
            if (!quotas.ofAll() && !sid.equals(self)) {
                throw new SmbException(NtStatus.ACCESS_DENIED, "the quota of somebody else");
            }
            named.add(all.stream()
                    .filter(entry -> entry.sid().equals(sid))
                    .findFirst()
                    .orElse(sid.equals(self) ? unbounded(sid) : unknown(sid)));
        }
        return named;
    }

    /** Who has no home has no quota. */
    private static QuotaInformation unbounded(Sid sid) {
        return new QuotaInformation(sid, 0, QuotaInformation.NONE, QuotaInformation.NONE);
    }

    /** As NTFS and Samba tell of somebody of whom they know nothing. */
    private static QuotaInformation unknown(Sid sid) {
        return new QuotaInformation(sid, 0, 0, 0);
    }

    private static int first(SmbOpen open, List<QuotaInformation> all, QueryQuotaInfo asked) throws SmbException {
        if (asked.start().isEmpty()) {
            return asked.restart() ? 0 : Math.min(open.quotasTold(), all.size());
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sid().equals(asked.start().get())) {
                return i;
            }
        }
        throw new SmbException(NtStatus.INVALID_PARAMETER, "no quota of the SID to start with");
    }

    private static Reply told(List<QuotaInformation> entries, boolean single, long most) throws SmbException {
        return Reply.of(new OutputResponse(QuotaInformation.encode(fitting(entries, single, most))));
    }

    private static List<QuotaInformation> fitting(List<QuotaInformation> entries, boolean single, long most)
            throws SmbException {
        int count = QuotaInformation.fitting(single ? entries.subList(0, 1) : entries, most);
        if (count == 0) {
            throw new SmbException(NtStatus.BUFFER_TOO_SMALL, most + " bytes");
        }
        return entries.subList(0, count);
    }

    /** @return never: quotas are set in the configuration of the Export */
    static SmbException refused(SmbOpen open) throws StorageException {
        return open.view().volume().quotas().isPresent()
                ? new SmbException(NtStatus.ACCESS_DENIED, "quotas are configuration")
                : new SmbException(NtStatus.NOT_SUPPORTED, "users have no quotas here");
    }
}
