// Every route with who may use it. A new one gets its place here.

/** Least first: who may, and with them everybody to the right. */
export const levels = ['anyone', 'viewer', 'agent', 'lead', 'admin'] as const
export type Level = (typeof levels)[number]

export const table: Record<Level, string> = {
  anyone: 'getSession signIn signOut setUp getInvitation acceptInvitation',
  viewer: `listSessions endSession changeOwnProfile changeOwnPassword listUsers listTeams live listInboxes listHours listCategories
    listTags listFields listStatuses listContacts readContact readTimeline exportTimeline readGlance listLogPolicies readLog listLogLessons
    listSuppressions listConversations countConversations countFacets readDay listViews addView changeView deleteView orderViews
    countSavedViews readColumns readConversation listEntries readContactHistory listContactTags listCompanies readCompany
    readCompanyHistory listTwins listContactMerges listCompanyMerges readAddresses readQuality listSavedLists addSavedList deleteSavedList
    markSeen downloadAttachment readAttachedMail downloadRaw loadInlineImage loadRemoteImage listRules tryRules exportRules listSlaPolicies
    readClocks readSegments explainAssignment listWorkPatterns listAssignmentPolicies listCheckPolicies readBoard listReadings readLearning listTriage listNotifications
    countNotifications markNotifications readNotificationChoices changeNotificationChoices readPush addPush
    removePush testPush listRelated followConversation listDrafts readDraft
    listOwnDrafts readUpload tellPresence listTasks countTasks readTask listPipelines listDeals exportDeals sumStages readDeal
    listDealViews saveDealView deleteDealView readDealFigures exportDealFigures listGoals exportGoals listMacros readMacro
    listMacroVersions readMacroFigures listSequences readSequenceFigures readSequenceLimits
    listEnrolments readEnrolment readOptOut readFigures readFigureSeries listFigureCases exportFigures readTeamPage`,
  agent: `previewBulkChange beginBulkChange listBulkChanges stopBulkChange undoBulkChange decideCategory changeContact acceptOffer changeCompany
    makeContact liftSuppression showRemoteImages changeConversation mergeConversation unmergeConversation splitConversation
    unsplitConversation addNote changeNote deleteNote restoreNote relateConversations checkAddresses addContact changeContacts changeCompanies addCompany listBookConflicts
    decideBookConflict undoBookConflict prepareReply judgeReply judgeFirstMail sendReply startConversation undoSend retrySend uploadFile
    beginDraft beginLetter saveDraft discardDraft askApproval answerApproval scheduleDraft unscheduleDraft setFollowUp leaveShiftNote
    takeShiftNote putShiftNoteBack moveCard takeNext giveBack addTimeOff deleteTimeOff addTask changeTask completeTask deleteTask
    restoreTask addTaskItem changeTaskItem deleteTaskItem orderTaskItems changeTasks openDeal changeDeal moveDeal deleteDeal restoreDeal
    setDealContacts linkDeal unlinkDeal changeDeals addMacro changeMacro moveMacro duplicateMacro archiveMacro restoreMacro fillMacro
    previewMacro suggestMacros addActivity changeActivity deleteActivity restoreActivity changeInboxLog changeOwnLog correctLog
    undoLogCorrection addLogLesson forgetLogLesson readLogAddresses changeLogAddresses addMacroFolder changeMacroFolder deleteMacroFolder
    readSignature previewEnrolment enrolContacts changeEnrolment setOptOut listCalendars addCalendar changeCalendar
    pauseCalendar removeCalendar syncCalendar testCalendar`,
  lead: `findTwins settleTwin mergeContacts mergeCompanies undoMerge beginImport listImports readImport changeImport startImport undoImport
    listImportedRows downloadImportErrors exportContacts exportCompanies addPipeline changePipeline archivePipeline restorePipeline orderPipelines addGoal
    changeGoal archiveGoal restoreGoal measureBaseline listJobs countJobs readIntakeState readOutboxState addCategory changeCategory
    archiveCategory addField changeField archiveField restoreField orderFields addStatus changeStatus archiveStatus restoreStatus
    orderStatuses showSecret askAboutSender deleteConversation restoreConversation setPrivacy addRule changeRule deleteRule orderRules
    readRuleOutlets listRuleVersions readRuleVersion compareRuleVersions rollBackRules applyRules backtestRules addSlaPolicy
    changeSlaPolicy deleteSlaPolicy orderSlaPolicies changeWorkPattern changeAssignmentPolicy planHandOver handOver simulateAssignment
    listRoutingAudits beginRoutingAudit readRoutingAudit nextAuditMail judgeAuditMail signRoutingAudit deleteRoutingAudit changeAuditPlan
    readRoutingHealth changeLearning trainNow addSequence changeSequence archiveSequence changeSequenceLimits`,
  admin: `readFirstSteps sendTestMail endFirstSteps readWebhookSecret changeRuleOutlets changeUser inviteUser listInvitations
    revokeInvitation createToken listTokens revokeToken addTeam changeTeam archiveTeam listAddressBooks addAddressBook changeAddressBook
    pauseAddressBook removeAddressBook syncAddressBook testAddressBook listBookCards startBookConsent finishBookConsent listMailboxes addMailbox changeMailbox pauseMailbox
    removeMailbox testMailbox findMailServer startConsent finishConsent readImagePolicy changeImagePolicy readPushPolicy changePushPolicy forgetImageSender
    listMailboxConflicts undoMailboxConflict listMailboxChanges retryMailboxChanges readReconciliation reconcileMailbox retryJob dropJob
    addInbox changeInbox archiveInbox changeDeskLog changeCheckPolicy changeDeskPhrases tryChecks addHours changeHours deleteHours
    deliverMail breakGlass listWebhooks addWebhook changeWebhook removeWebhook readWebhookKey testWebhook listWebhookDeliveries
    replayWebhookDelivery`,
}
