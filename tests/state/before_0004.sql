BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE answer (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	question VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	sections TEXT NOT NULL, 
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	engagement_id VARCHAR, 
	at DATETIME NOT NULL, 
	cause VARCHAR, 
	CONSTRAINT fk_answer_engagement_id_engagement FOREIGN KEY(engagement_id) REFERENCES engagement (id), 
	CONSTRAINT uq_answer_cause UNIQUE (cause)
);
CREATE TABLE clock_pass (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_clock_pass PRIMARY KEY (id)
);
CREATE TABLE conversation (
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	thread VARCHAR NOT NULL, 
	question VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	asker_team VARCHAR, 
	asker VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	engagement_id VARCHAR, 
	interrupted BOOLEAN NOT NULL, 
	CONSTRAINT pk_conversation PRIMARY KEY (team, channel, thread), 
	CONSTRAINT ck_conversation_kind_known CHECK (kind IN ('methodology', 'engagement', 'refusal')), 
	CONSTRAINT fk_conversation_engagement_id_engagement FOREIGN KEY(engagement_id) REFERENCES engagement (id)
);
CREATE TABLE decision (
	engagement_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	party VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_decision PRIMARY KEY (engagement_id, number, party), 
	CONSTRAINT ck_decision_party_known CHECK (party IN ('client', 'provider')), 
	CONSTRAINT ck_decision_verdict_known CHECK (verdict IN ('accepted', 'refused')), 
	CONSTRAINT fk_decision_engagement_id_number FOREIGN KEY(engagement_id, number) REFERENCES item (engagement_id, number)
);
INSERT INTO "decision" VALUES('9131cbd62228461cbf7d787a0331b682',1,'client','accepted','TCLIENT','UCLAIRE','2026-11-25 10:00:00.000000','Vu — d’accord');
INSERT INTO "decision" VALUES('9131cbd62228461cbf7d787a0331b682',2,'provider','refused','TPROVIDER','UNADIA','2026-11-25 10:00:00.000000','The plan of the machine room is missing');
CREATE TABLE engagement (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	phase VARCHAR NOT NULL, 
	phase_since DATE NOT NULL, 
	created_on DATE NOT NULL, 
	upgrade VARCHAR NOT NULL, 
	upgrade_reason VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	live_on DATE, 
	closed_on DATE, 
	contract TEXT NOT NULL, 
	card_ts VARCHAR, 
	history_seq INTEGER NOT NULL, 
	history_digest VARCHAR NOT NULL, 
	CONSTRAINT pk_engagement PRIMARY KEY (id), 
	CONSTRAINT ck_engagement_phase_known CHECK (phase IN ('takeover', 'upgrade', 'operations', 'exit', 'closed')), 
	CONSTRAINT uq_engagement_name_key UNIQUE (name_key)
);
INSERT INTO "engagement" VALUES('9131cbd62228461cbf7d787a0331b682','Paie Marbeuf','paie marbeuf','TPROVIDER','CSHARED','takeover','2026-11-24','2026-11-24','not-needed','','fr','Europe/Paris',NULL,NULL,'{"amendments":[],"anchor":"effective","calendars":["FR"],"counts":"reception","margin_days":5,"max_renewals":null,"max_total":null,"notice":{"count":3,"unit":"m"},"notices":[],"partial_last":false,"public":false,"renewal":{"count":12,"unit":"m"},"revision":null,"start":"2026-12-01","tacit":true,"term":{"count":36,"unit":"m"}}',NULL,3,'3291d51efba427f7fe6138d85503ccce3ba9843344fb2b19d79c611bfd5ca7fe');
INSERT INTO "engagement" VALUES('dff2d52325134e7da587bd913ab3846b','Réseau Évreux','reseau evreux','TPROVIDER','CSECOND','takeover','2026-11-24','2026-11-24','upstream','Marché M-12','fr','Europe/Paris',NULL,NULL,'{"amendments":[],"anchor":"effective","calendars":["FR"],"counts":"reception","margin_days":5,"max_renewals":null,"max_total":null,"notice":{"count":3,"unit":"m"},"notices":[],"partial_last":false,"public":false,"renewal":{"count":12,"unit":"m"},"revision":null,"start":"2026-12-01","tacit":true,"term":{"count":36,"unit":"m"}}',NULL,2,'4a5a546719ff635cc408e0339b8b42a022ad3b45e22e6d8322c20c99df441031');
CREATE TABLE feedback (
	answer INTEGER NOT NULL, 
	team VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	reason VARCHAR, 
	note VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (answer, team, user), 
	CONSTRAINT ck_feedback_verdict_known CHECK (verdict IN ('up', 'down')), 
	CONSTRAINT fk_feedback_answer_answer FOREIGN KEY(answer) REFERENCES answer (number)
);
CREATE TABLE gap (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	place VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	question VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	engagement_id VARCHAR, 
	at DATETIME NOT NULL, 
	last_at DATETIME NOT NULL, 
	nearest TEXT NOT NULL, 
	score FLOAT, 
	times INTEGER NOT NULL, 
	cause VARCHAR, 
	aloud BOOLEAN NOT NULL, 
	askers TEXT NOT NULL, 
	asked_team VARCHAR, 
	asked_user VARCHAR, 
	asked_at DATETIME, 
	asked_by_team VARCHAR, 
	asked_by_user VARCHAR, 
	settled_at DATETIME, 
	settled_how VARCHAR, 
	settled_team VARCHAR, 
	settled_user VARCHAR, 
	CONSTRAINT ck_gap_how_known CHECK (settled_how IN ('answered', 'covered')), 
	CONSTRAINT fk_gap_engagement_id_engagement FOREIGN KEY(engagement_id) REFERENCES engagement (id), 
	CONSTRAINT uq_gap_place_key UNIQUE (place, "key")
);
CREATE TABLE history (
	engagement_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	team VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	cause VARCHAR, 
	action VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	"before" VARCHAR NOT NULL, 
	"after" VARCHAR NOT NULL, 
	previous VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	CONSTRAINT pk_history PRIMARY KEY (engagement_id, seq), 
	CONSTRAINT fk_history_engagement_id FOREIGN KEY(engagement_id) REFERENCES engagement (id), 
	CONSTRAINT uq_history_engagement_id_cause UNIQUE (engagement_id, cause)
);
INSERT INTO "history" VALUES('9131cbd62228461cbf7d787a0331b682',1,'2026-11-24 10:00:00.000000','TPROVIDER','UNADIA','test','message C m1','engagement.open','','{}','{"channel":"CSHARED","closed_on":null,"contract":{"amendments":[],"anchor":"effective","calendars":["FR"],"counts":"reception","margin_days":5,"max_renewals":null,"max_total":null,"notice":{"count":3,"unit":"m"},"notices":[],"partial_last":false,"public":false,"renewal":{"count":12,"unit":"m"},"revision":null,"start":"2026-12-01","tacit":true,"term":{"count":36,"unit":"m"}},"created_on":"2026-11-24","id":"9131cbd62228461cbf7d787a0331b682","item 1":{"client":null,"due":"2026-12-08","key":"study","kind":"document","number":1,"owner":"client","phase":"takeover","provider":null},"item 10":{"client":null,"due":"2027-02-07","key":"quality_plan","kind":"document","number":10,"owner":"provider","phase":"takeover","provider":null},"item 11":{"client":null,"due":"2027-02-07","key":"service_agreements","kind":"document","number":11,"owner":"provider","phase":"takeover","provider":null},"item 12":{"client":null,"due":"2027-02-22","key":"takeover","kind":"phase","number":12,"owner":"provider","phase":"takeover","provider":null},"item 2":{"client":null,"due":"2026-12-08","key":"contract","kind":"document","number":2,"owner":"client","phase":"takeover","provider":null},"item 3":{"client":null,"due":"2026-12-15","key":"specifications","kind":"document","number":3,"owner":"client","phase":"takeover","provider":null},"item 4":{"client":null,"due":"2027-01-23","key":"knowledge","kind":"knowledge","number":4,"owner":"client","phase":"takeover","provider":null},"item 5":{"client":null,"due":"2027-01-08","key":"property_rights","kind":"legal","number":5,"owner":"client","phase":"takeover","provider":null},"item 6":{"client":null,"due":"2027-01-08","key":"usage_rights","kind":"legal","number":6,"owner":"client","phase":"takeover","provider":null},"item 7":{"client":null,"due":"2027-01-23","key":"staff","kind":"legal","number":7,"owner":"client","phase":"takeover","provider":null},"item 8":{"client":null,"due":"2027-02-07","key":"machines","kind":"physical","number":8,"owner":"provider","phase":"takeover","provider":null},"item 9":{"client":null,"due":"2027-02-07","key":"workplace","kind":"physical","number":9,"owner":"provider","phase":"takeover","provider":null},"language":"fr","live_on":null,"members":[{"actor":{"team":"TCLIENT","user":"UCLAIRE"},"party":"client"},{"actor":{"team":"TCLIENT","user":"UHUGO"},"party":"client"},{"actor":{"team":"TPROVIDER","user":"UNADIA"},"party":"provider"},{"actor":{"team":"TPROVIDER","user":"UTOM"},"party":"provider"}],"name":"Paie Marbeuf","phase":"takeover","phase_since":"2026-11-24","team":"TPROVIDER","upgrade":"not-needed","upgrade_reason":"","zone":"Europe/Paris"}','0000000000000000000000000000000000000000000000000000000000000000','8672a98a9c24a8160139005e20c76012694a5e4be2bb9dc19081eacfbf87a613');
INSERT INTO "history" VALUES('9131cbd62228461cbf7d787a0331b682',2,'2026-11-25 10:00:00.000000','TCLIENT','UCLAIRE','test',NULL,'acceptance.accept','','{"item 1":{"client":null,"due":"2026-12-08","key":"study","kind":"document","number":1,"owner":"client","phase":"takeover","provider":null}}','{"item 1":{"client":{"at":"2026-11-25T10:00:00Z","by":{"team":"TCLIENT","user":"UCLAIRE"},"note":"Vu — d’accord","verdict":"accepted"},"due":"2026-12-08","key":"study","kind":"document","number":1,"owner":"client","phase":"takeover","provider":null}}','8672a98a9c24a8160139005e20c76012694a5e4be2bb9dc19081eacfbf87a613','551f2e73759b210b9e4c02bdd5c2ad5ff63047cd17248bfa20d0c2054fa4269c');
INSERT INTO "history" VALUES('9131cbd62228461cbf7d787a0331b682',3,'2026-11-25 10:00:00.000000','TPROVIDER','UNADIA','test',NULL,'acceptance.reject','','{"item 2":{"client":null,"due":"2026-12-08","key":"contract","kind":"document","number":2,"owner":"client","phase":"takeover","provider":null}}','{"item 2":{"client":null,"due":"2026-12-08","key":"contract","kind":"document","number":2,"owner":"client","phase":"takeover","provider":{"at":"2026-11-25T10:00:00Z","by":{"team":"TPROVIDER","user":"UNADIA"},"note":"The plan of the machine room is missing","verdict":"refused"}}}','551f2e73759b210b9e4c02bdd5c2ad5ff63047cd17248bfa20d0c2054fa4269c','3291d51efba427f7fe6138d85503ccce3ba9843344fb2b19d79c611bfd5ca7fe');
INSERT INTO "history" VALUES('dff2d52325134e7da587bd913ab3846b',1,'2026-11-24 10:00:00.000000','TPROVIDER','UTOM','test',NULL,'engagement.open','','{}','{"channel":"CSECOND","closed_on":null,"contract":{"amendments":[],"anchor":"effective","calendars":["FR"],"counts":"reception","margin_days":5,"max_renewals":null,"max_total":null,"notice":{"count":3,"unit":"m"},"notices":[],"partial_last":false,"public":false,"renewal":{"count":12,"unit":"m"},"revision":null,"start":"2026-12-01","tacit":true,"term":{"count":36,"unit":"m"}},"created_on":"2026-11-24","id":"dff2d52325134e7da587bd913ab3846b","item 1":{"client":null,"due":"2026-12-08","key":"study","kind":"document","number":1,"owner":"client","phase":"takeover","provider":null},"item 10":{"client":null,"due":"2027-02-07","key":"quality_plan","kind":"document","number":10,"owner":"provider","phase":"takeover","provider":null},"item 11":{"client":null,"due":"2027-02-07","key":"service_agreements","kind":"document","number":11,"owner":"provider","phase":"takeover","provider":null},"item 12":{"client":null,"due":"2027-02-22","key":"takeover","kind":"phase","number":12,"owner":"provider","phase":"takeover","provider":null},"item 2":{"client":null,"due":"2026-12-08","key":"contract","kind":"document","number":2,"owner":"client","phase":"takeover","provider":null},"item 3":{"client":null,"due":"2026-12-15","key":"specifications","kind":"document","number":3,"owner":"client","phase":"takeover","provider":null},"item 4":{"client":null,"due":"2027-01-23","key":"knowledge","kind":"knowledge","number":4,"owner":"client","phase":"takeover","provider":null},"item 5":{"client":null,"due":"2027-01-08","key":"property_rights","kind":"legal","number":5,"owner":"client","phase":"takeover","provider":null},"item 6":{"client":null,"due":"2027-01-08","key":"usage_rights","kind":"legal","number":6,"owner":"client","phase":"takeover","provider":null},"item 7":{"client":null,"due":"2027-01-23","key":"staff","kind":"legal","number":7,"owner":"client","phase":"takeover","provider":null},"item 8":{"client":null,"due":"2027-02-07","key":"machines","kind":"physical","number":8,"owner":"provider","phase":"takeover","provider":null},"item 9":{"client":null,"due":"2027-02-07","key":"workplace","kind":"physical","number":9,"owner":"provider","phase":"takeover","provider":null},"language":"fr","live_on":null,"members":[{"actor":{"team":"TCLIENT","user":"UCLAIRE"},"party":"client"},{"actor":{"team":"TCLIENT","user":"UHUGO"},"party":"client"},{"actor":{"team":"TPROVIDER","user":"UNADIA"},"party":"provider"},{"actor":{"team":"TPROVIDER","user":"UTOM"},"party":"provider"}],"name":"Réseau Évreux","phase":"takeover","phase_since":"2026-11-24","team":"TPROVIDER","upgrade":"undecided","upgrade_reason":"","zone":"Europe/Paris"}','0000000000000000000000000000000000000000000000000000000000000000','fdda0c625f06998665bd41aa5f3822f6e130666fa122f495bb026dd4ff6f249d');
INSERT INTO "history" VALUES('dff2d52325134e7da587bd913ab3846b',2,'2026-11-28 10:00:00.000000','TCLIENT','UCLAIRE','test',NULL,'phase.upgrade','','{"upgrade":"undecided","upgrade_reason":""}','{"upgrade":"upstream","upgrade_reason":"Marché M-12"}','fdda0c625f06998665bd41aa5f3822f6e130666fa122f495bb026dd4ff6f249d','4a5a546719ff635cc408e0339b8b42a022ad3b45e22e6d8322c20c99df441031');
CREATE TABLE inbox (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	event_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	received_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	lease_until DATETIME, 
	settled_at DATETIME, 
	reason VARCHAR, 
	CONSTRAINT ck_inbox_state_known CHECK (state IN ('due', 'working', 'done')), 
	CONSTRAINT uq_inbox_event_id UNIQUE (event_id), 
	CONSTRAINT uq_inbox_key UNIQUE ("key")
);
CREATE TABLE item (
	engagement_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	phase VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	due DATE, 
	CONSTRAINT pk_item PRIMARY KEY (engagement_id, number), 
	CONSTRAINT fk_item_engagement_id FOREIGN KEY(engagement_id) REFERENCES engagement (id)
);
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',1,'study','document','takeover','client','2026-12-08');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',2,'contract','document','takeover','client','2026-12-08');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',3,'specifications','document','takeover','client','2026-12-15');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',4,'knowledge','knowledge','takeover','client','2027-01-23');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',5,'property_rights','legal','takeover','client','2027-01-08');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',6,'usage_rights','legal','takeover','client','2027-01-08');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',7,'staff','legal','takeover','client','2027-01-23');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',8,'machines','physical','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',9,'workplace','physical','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',10,'quality_plan','document','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',11,'service_agreements','document','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('9131cbd62228461cbf7d787a0331b682',12,'takeover','phase','takeover','provider','2027-02-22');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',1,'study','document','takeover','client','2026-12-08');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',2,'contract','document','takeover','client','2026-12-08');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',3,'specifications','document','takeover','client','2026-12-15');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',4,'knowledge','knowledge','takeover','client','2027-01-23');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',5,'property_rights','legal','takeover','client','2027-01-08');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',6,'usage_rights','legal','takeover','client','2027-01-08');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',7,'staff','legal','takeover','client','2027-01-23');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',8,'machines','physical','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',9,'workplace','physical','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',10,'quality_plan','document','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',11,'service_agreements','document','takeover','provider','2027-02-07');
INSERT INTO "item" VALUES('dff2d52325134e7da587bd913ab3846b',12,'takeover','phase','takeover','provider','2027-02-22');
CREATE TABLE member (
	engagement_id VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	party VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_member PRIMARY KEY (engagement_id, team, user), 
	CONSTRAINT ck_member_party_known CHECK (party IN ('client', 'provider')), 
	CONSTRAINT fk_member_engagement_id FOREIGN KEY(engagement_id) REFERENCES engagement (id), 
	CONSTRAINT uq_member_engagement_id_place UNIQUE (engagement_id, place)
);
INSERT INTO "member" VALUES('9131cbd62228461cbf7d787a0331b682','TCLIENT','UCLAIRE','client',0);
INSERT INTO "member" VALUES('9131cbd62228461cbf7d787a0331b682','TCLIENT','UHUGO','client',1);
INSERT INTO "member" VALUES('9131cbd62228461cbf7d787a0331b682','TPROVIDER','UNADIA','provider',2);
INSERT INTO "member" VALUES('9131cbd62228461cbf7d787a0331b682','TPROVIDER','UTOM','provider',3);
INSERT INTO "member" VALUES('dff2d52325134e7da587bd913ab3846b','TCLIENT','UCLAIRE','client',0);
INSERT INTO "member" VALUES('dff2d52325134e7da587bd913ab3846b','TCLIENT','UHUGO','client',1);
INSERT INTO "member" VALUES('dff2d52325134e7da587bd913ab3846b','TPROVIDER','UNADIA','provider',2);
INSERT INTO "member" VALUES('dff2d52325134e7da587bd913ab3846b','TPROVIDER','UTOM','provider',3);
CREATE TABLE outbox (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id VARCHAR NOT NULL, 
	engagement_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	thread VARCHAR, 
	content TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	started_at DATETIME, 
	lease_until DATETIME, 
	posted_ts VARCHAR, 
	ended_at DATETIME, 
	reason VARCHAR, 
	CONSTRAINT ck_outbox_state_known CHECK (state IN ('due', 'sending', 'posted', 'parked', 'dropped')), 
	CONSTRAINT fk_outbox_engagement_id FOREIGN KEY(engagement_id) REFERENCES engagement (id), 
	CONSTRAINT uq_outbox_id UNIQUE (id)
);
CREATE TABLE reminder (
	engagement_id VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	"on" DATE NOT NULL, 
	"by" DATE NOT NULL, 
	legal DATE, 
	item INTEGER, 
	party VARCHAR, 
	critical BOOLEAN NOT NULL, 
	late BOOLEAN NOT NULL, 
	planned_at DATETIME NOT NULL, 
	outbox_id VARCHAR NOT NULL, 
	CONSTRAINT pk_reminder PRIMARY KEY (engagement_id, "key"), 
	CONSTRAINT fk_reminder_engagement_id FOREIGN KEY(engagement_id) REFERENCES engagement (id), 
	CONSTRAINT fk_reminder_outbox_id FOREIGN KEY(outbox_id) REFERENCES outbox (id)
);
CREATE UNIQUE INDEX ix_engagement_open_channel ON engagement (team, channel) WHERE closed_on IS NULL;
CREATE INDEX ix_inbox_state_due_at ON inbox (state, due_at);
CREATE INDEX ix_outbox_state_due_at ON outbox (state, due_at);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_no_replace BEFORE INSERT ON history WHEN EXISTS (SELECT 1 FROM history WHERE engagement_id = NEW.engagement_id AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE INDEX ix_answer_at ON answer (at);
CREATE INDEX ix_conversation_at ON conversation (at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',7);
COMMIT;
