import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { commitmentProgress, indicatorsOfSite, listIndicators } from './indicators.ts';
import { OPERATION_TIME_ZONE } from './operations.ts';
import { addProfile, addWork, changeStatus, changeWork, closeRoad, reopenRoad } from './profile.ts';
import * as schema from './profile-schema.ts';
import { findWork, listProfiles, listRoadClosures, listStatusChanges, listWorks } from './profile-store.ts';
import { idParams } from './schema.ts';
import { findSite } from './store.ts';

const reading = { method: 'GET', tag: 'sites', permission: 'sites.read' } as const;
const adding = { method: 'POST', tag: 'sites', permission: 'sites.write', status: 201 } as const;

/** What is known of a site beyond where it is: status, profile, roads, works, indicators. */
export function profileRoutes(routes: Routes): void {
  statusRoutes(routes);
  siteProfileRoutes(routes);
  roadRoutes(routes);
  workRoutes(routes);
  indicatorRoutes(routes);
}

function statusRoutes(routes: Routes): void {
  routes.write(
    {
      ...adding,
      url: '/v1/sites/:id/status-changes',
      operationId: 'changeSiteStatus',
      summary: 'Open, fill or close a site',
      description:
        'Records that a site is open, full or closed since a day. Plans and departures leave closed sites out.',
      params: idParams,
      body: schema.newStatusChange,
      answer: schema.statusChange,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await changeStatus(tx, context, principal, params.id, body),
      location: `/v1/sites/${params.id}/status-changes`,
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/status-changes',
      operationId: 'listSiteStatusChanges',
      sites: { params: 'site' },
      summary: 'Status history of a site',
      description: 'When a site opened, was full and closed, newest first.',
      params: idParams,
      query: schema.bySite,
      answer: schema.statusChangesPage,
    },
    async ({ context, params, query }) => {
      const site = found(await findSite(context.database.read, params.id), 'site', params.id);
      return { body: await listStatusChanges(context.database.read, site.id, query) };
    },
  );
}

function siteProfileRoutes(routes: Routes): void {
  routes.write(
    {
      ...adding,
      url: '/v1/sites/:id/profiles',
      operationId: 'addSiteProfile',
      summary: 'Record the profile of a site',
      description:
        'What was found at a site on a day: space, water, sanitation, access, focal point. Earlier profiles stay.',
      params: idParams,
      body: schema.newSiteProfile,
      answer: schema.siteProfile,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await addProfile(tx, context, principal, params.id, body),
      location: `/v1/sites/${params.id}/profiles`,
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/profiles',
      operationId: 'listSiteProfiles',
      sites: { params: 'site' },
      summary: 'Profiles of a site',
      description: 'Every profile ever recorded, newest first.',
      params: idParams,
      query: schema.bySite,
      answer: schema.siteProfilesPage,
    },
    async ({ context, params, query }) => {
      const site = found(await findSite(context.database.read, params.id), 'site', params.id);
      return { body: await listProfiles(context.database.read, site.id, query) };
    },
  );
}

function roadRoutes(routes: Routes): void {
  routes.write(
    {
      ...adding,
      url: '/v1/sites/:id/road-closures',
      operationId: 'addSiteRoadClosure',
      summary: 'Record a closed road',
      description: 'A road to the site that is closed since a day.',
      params: idParams,
      body: schema.newRoadClosure,
      answer: schema.roadClosure,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await closeRoad(tx, context, principal, params.id, body),
      location: `/v1/sites/${params.id}/road-closures`,
    }),
  );
  routes.write(
    {
      ...adding,
      status: 200,
      url: '/v1/sites/:id/road-closures/:closure_id/reopening',
      operationId: 'reopenSiteRoad',
      summary: 'Record that a road is open again',
      description: 'Ends a road closure on a day.',
      params: schema.closureParams,
      body: schema.roadReopening,
      answer: schema.roadClosure,
      problems: ['state_conflict'],
    },
    async ({ tx, context, params, body }) => ({
      body: await reopenRoad(tx, context, params.id, params.closure_id, body.reopened_on),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/road-closures',
      operationId: 'listSiteRoadClosures',
      sites: { params: 'site' },
      summary: 'Road closures of a site',
      description: 'Roads to the site that are or were closed, newest first.',
      params: idParams,
      query: schema.bySite,
      answer: schema.roadClosuresPage,
    },
    async ({ context, params, query }) => {
      const site = found(await findSite(context.database.read, params.id), 'site', params.id);
      return { body: await listRoadClosures(context.database.read, site.id, query) };
    },
  );
}

function workRoutes(routes: Routes): void {
  routes.write(
    {
      ...adding,
      url: '/v1/sites/:id/works',
      operationId: 'addSiteWork',
      summary: 'Plan a work at a site',
      description: 'An upgrade or repair that is planned.',
      params: idParams,
      body: schema.newSiteWork,
      answer: schema.siteWork,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => {
      const made = await addWork(tx, context, principal, params.id, body);
      return { body: made, location: `/v1/sites/${params.id}/works/${made.id}`, version: made.version };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/works/:work_id',
      operationId: 'getSiteWork',
      sites: { params: 'site' },
      summary: 'Read a work',
      description: 'One work; the ETag is needed to change it.',
      params: schema.workParams,
      answer: schema.siteWork,
    },
    async ({ context, params }) => {
      const work = await findWork(context.database.read, params.id, params.work_id);
      const body = found(work, 'site work', params.work_id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...reading,
      method: 'PATCH',
      permission: 'sites.write',
      ifMatch: true,
      url: '/v1/sites/:id/works/:work_id',
      operationId: 'changeSiteWork',
      summary: 'Change a work or take a step with it',
      description: 'Changes the fields given; state takes a step on a day.',
      params: schema.workParams,
      body: schema.siteWorkChange,
      answer: schema.siteWork,
      problems: ['state_conflict'],
    },
    async ({ tx, context, params, body, version }) => {
      const which = { siteId: params.id, id: params.work_id, version };
      const changed = await changeWork(tx, context, which, body);
      return { body: changed, version: changed.version };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/works',
      operationId: 'listSiteWorks',
      sites: { params: 'site' },
      summary: 'Works at a site',
      description: 'Upgrades and repairs, newest first.',
      params: idParams,
      query: schema.bySite,
      answer: schema.siteWorksPage,
    },
    async ({ context, params, query }) => {
      const site = found(await findSite(context.database.read, params.id), 'site', params.id);
      return { body: await listWorks(context.database.read, site.id, query) };
    },
  );
}

function indicatorRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/indicators',
      operationId: 'getSiteIndicators',
      sites: { params: 'site' },
      summary: 'A site against the standards',
      description:
        'Space, water and sanitation for each person, from the latest count and the latest profile, with what would meet the standard. Each figure says where it is from.',
      params: idParams,
      query: schema.asOfQuery,
      answer: schema.siteIndicatorsAnswer,
    },
    async ({ context, params, query }) => {
      const asOf = query.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
      return { body: await indicatorsOfSite(context.database.read, context, params.id, asOf) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/site-indicators',
      operationId: 'listSiteIndicators',
      sites: 'filtered',
      summary: 'Sites against the standards',
      description: 'The active sites of an operation with their indicators.',
      query: schema.siteIndicatorsQuery,
      answer: schema.siteIndicatorsPage,
    },
    async ({ context, principal, query }) => {
      const asOf = query.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
      const filter = { ...query, within: principal.within };
      return { body: await listIndicators(context.database.read, context, filter, asOf) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/site-commitments',
      operationId: 'getSiteCommitments',
      sites: 'none',
      summary: 'Collective centres profiled and upgraded',
      description:
        'The commitment of the mission and how far it is met: centres with a profile, with a profile and a finished work, with a finished work on sanitation.',
      query: schema.commitmentsQuery,
      answer: schema.commitments,
    },
    async ({ context, query }) => ({
      body: await commitmentProgress(context.database.read, query.operation_id),
    }),
  );
}
